/** Words that goals of all kinds are built of. They name nothing, even where a call's arguments (SQL, a question that is searched for) have them. */
export const builtOf = new Set(
  `a about all am an and any are as at be been by can could count describe did do does each every find for from get give group had has have
  her his how i if in into is it its list many me most much my name number of on one or order out over please select show sort table tell than
  that the their them then there these they this those to under was were what when where which who whom whose why will with would you your`.split(
    /\s+/,
  ),
);
