import { ProtocolError } from "../../lib/errors.ts";
import { quote } from "../../lib/escape.ts";
import { messageOf } from "../../lib/message_of.ts";
import type { Context } from "../context.ts";
import { CommandError, osReason } from "../errors.ts";
import { readReceipt, type Receipt } from "../receipt/receipt.ts";
import { lookOf } from "../watch/subject.ts";
import { explainReceipt } from "./explain_receipt.ts";

/** Maximum bytes of a receipt: those of the largest machines have a tenth of it. */
const MOST_BYTES = 10_000_000;

/** Explains a receipt in sentences. */
export async function explainFile(path: string, context: Context): Promise<void> {
  const receipt = await receiptIn(path);
  const lines = explainReceipt(receipt, { zone: lookOf(context).zone });
  for (const line of lines) context.stdout.sentence(line);
}

async function receiptIn(path: string): Promise<Receipt> {
  try {
    const info = await Deno.stat(path);
    if (!info.isFile || info.size > MOST_BYTES) throw new ProtocolError("It is no small file");
    return readReceipt(await Deno.readTextFile(path));
  } catch (cause) {
    const said = cause instanceof ProtocolError
      ? `${quote(path)} is not a receipt of spalloc: ${messageOf(cause)}`
      : `Cannot read the receipt ${quote(path)}: ${osReason(cause)}`;
    throw new CommandError(said, { cause });
  }
}
