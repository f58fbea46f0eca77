export { escapeJson, escapeText } from "../escape.ts";
