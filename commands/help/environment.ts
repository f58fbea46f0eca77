import { expectedText } from "../../lib/config/judge.ts";
import { OPTIONS } from "../../lib/config/mod.ts";
import { GIVEN, LOGINS, OTHERS, SETTING_USES } from "../variables.ts";
import type { Explained, Section } from "./layout.ts";

/** Returns the topic `environment`. */
export function environmentTopic(): Section[] {
  const keys = Object.keys(SETTING_USES) as (keyof typeof SETTING_USES)[];
  const settings = keys.map((key): Explained => {
    const { variable } = OPTIONS[key];
    return [variable, `${SETTING_USES[key]} (${expectedText(OPTIONS[key])})`];
  });
  return [
    {
      heading: "Settings",
      paragraphs: [
        "Variables override the files, and options override both. An empty variable counts as " +
        'unset. "spalloc config" shows the settings in effect and where they come from.',
      ],
      rows: settings,
    },
    {
      heading: "Logins",
      paragraphs: [
        "A server that is named by an https:// URL needs a login. The first of these counts: a " +
        "token, credentials in the URL, SPALLOC_USER with SPALLOC_PASSWORD, a session that " +
        '"spalloc login" keeps, ~/.netrc. On a terminal spalloc asks for what is missing.',
      ],
      rows: LOGINS,
    },
    { heading: "Other variables", rows: OTHERS },
    {
      heading: "Set for your command",
      paragraphs: [
        "In your command, SPALLOC_HOSTNAME and SPALLOC_MACHINE describe your boards. A spalloc " +
        "that it calls finds its server in SPALLOC_SERVER instead.",
      ],
      rows: GIVEN,
    },
  ];
}
