import { z } from "zod";

/** A task that no training data may be made of. At least one of id, text and template is there. */
export const HoldoutTask = z.strictObject({
  /** Where it was read: `tasks.json entry 3`, `ids.txt line 12`. */
  from: z.string(),
  id: z.string().nullable(),
  /** The benchmark that `id` is of, where the file shows it; null: the id counts for every benchmark. */
  benchmark: z.string().nullable(),
  text: z.string().nullable(),
  /** Text with `{{slots}}`, as WebArena has them. Whatever stands in the slots is held out as well. */
  template: z.string().nullable(),
});
export type HoldoutTask = z.infer<typeof HoldoutTask>;
