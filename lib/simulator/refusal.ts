/** Thrown to answer `{"exception": ...}` with the message. */
export class Refusal extends Error {
  override name = "Refusal";
}
