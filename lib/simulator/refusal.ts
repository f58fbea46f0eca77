/** What the server answers with `{"exception": ...}`: the message is the text. */
export class Refusal extends Error {
  override name = "Refusal";
}
