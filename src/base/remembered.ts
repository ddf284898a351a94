/**
 * A function of a text that keeps what it made: keys, names of tools and words of a corpus repeat, and looking up what was worked out for one is faster than working it
 * out again. For functions whose results depend on the text alone and are never changed by whoever gets them.
 *
 * It keeps two halves. When the younger is full, the older is forgotten, apart from what was asked for since: a word of every run stays, a number of one run does not.
 *
 * @param most results of each half, so that no corpus fills the memory
 */
export function remembered<Result>(make: (text: string) => Result, most = 5000): (text: string) => Result {
  // In a box, as `undefined` may be what was made.
  let young = new Map<string, { made: Result }>();
  let old = new Map<string, { made: Result }>();
  return (text) => {
    let found = young.get(text);
    if (found === undefined) {
      found = old.get(text) ?? { made: make(text) };
      if (young.size >= most) {
        old = young;
        young = new Map();
      }
      young.set(text, found);
    }
    return found.made;
  };
}
