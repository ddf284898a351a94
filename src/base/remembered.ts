/**
 * A function of a text that keeps what it made: keys, names of tools and words of a corpus repeat, and looking up what was worked out for one is faster than working it
 * out again. For functions whose results depend on the text alone and are never changed by whoever gets them.
 *
 * @param most results that are kept; then all are forgotten, so that no corpus fills the memory
 */
export function remembered<Result>(make: (text: string) => Result, most = 5000): (text: string) => Result {
  // In a box, as `undefined` may be what was made.
  const known = new Map<string, { made: Result }>();
  return (text) => {
    let found = known.get(text);
    if (found === undefined) {
      if (known.size >= most) known.clear();
      found = { made: make(text) };
      known.set(text, found);
    }
    return found.made;
  };
}
