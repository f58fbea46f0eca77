import { expectedText } from "../../lib/config/judge.ts";
import { OPTIONS } from "../../lib/config/mod.ts";
import { GIVEN, OTHERS, SETTING_USES } from "../variables.ts";
import type { Explained, Section } from "./layout.ts";

/** Returns the topic `environment`. */
export function environmentTopic(): Section[] {
  const keys = Object.keys(SETTING_USES) as (keyof typeof SETTING_USES)[];
  const settings = keys.map((key): Explained => {
    const { variable } = OPTIONS[key];
    return [variable, `${SETTING_USES[key]}: ${expectedText(OPTIONS[key])}`];
  });
  return [
    {
      heading: "Settings",
      paragraphs: [
        "They win over the files, and options win over them. One that is empty counts as not set. " +
        '"spalloc config" shows what is in effect, and where it comes from.',
      ],
      rows: settings,
    },
    { heading: "Others that are read", rows: OTHERS },
    {
      heading: 'What the command of "spalloc alloc -c" gets',
      paragraphs: [
        "Where SPALLOC_JOB_ID is set, SPALLOC_HOSTNAME and SPALLOC_MACHINE are about those boards, " +
        "and a spalloc that is called there takes the server from SPALLOC_SERVER.",
      ],
      rows: GIVEN,
    },
  ];
}
