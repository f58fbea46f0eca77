/**
 * What `spalloc machine frame-4` shows of a frame of 4x2 triads: board (0, 0, 2) is missing,
 * (3, 1, 1) and a link are dead, job A has board (1, 1, 0), and job B what there is of two triads.
 */
export const FRAME_MAP: string = String.raw`   Name: frame-4
   Tags: default
 In-use: 6 of 22
   Jobs: 2

  ___     ___     ___     ___
 / . \___/ . \___/ . \___/ . \
 \___/ . \___/ . \___/ . \___/
 / . \___/ A \___/ . \___/ . \___
 \___/   \___/ B \___/ . \___/ . \___
      ___/ B \___/ B \XXX/ . \___/ . \
     / B \___/ B \___/ . \___/ . \___/
     \___/   \___/   \___/   \___/

A:1  B:2
`.replaceAll(/^ /gm, "");
