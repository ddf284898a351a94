/** Forms that trajectories are converted to. All are JSON Lines, one trajectory a line. */
export const convertForms = ["atif", "adp", "messages"] as const;
export type ConvertForm = (typeof convertForms)[number];
