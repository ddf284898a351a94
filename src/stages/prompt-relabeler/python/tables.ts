/** What methods without an argument make of a text or a list: `_` stands for it. */
export const methods: Record<string, string> = {
  upper: "_ in upper case",
  lower: "_ in lower case",
  capitalize: "_ with its first character in upper case and the others in lower case",
  title: "_ in title case",
  swapcase: "_ with upper and lower case swapped",
  strip: "_ without spaces at either end",
  lstrip: "_ without spaces at its beginning",
  rstrip: "_ without spaces at its end",
  split: "the list of words of _",
  keys: "the keys of _",
  values: "the values of _",
  items: "the pairs of key and value of _",
};

/** What methods with one argument make: `_` stands for what they are called on, `#` for the argument. */
export const methodsOfOne: Record<string, string> = {
  count: "the number of times that # occurs in _",
  index: "the index at which # first occurs in _",
  find: "the index at which # first occurs in _, or -1 if it does not",
  split: "the list of the parts of _ split at #",
};

/** What methods say of a text, after "is": for one and for several. */
export const properties: Record<string, { one: string; many: string }> = {
  isdigit: { one: "consists of digits", many: "consist of digits" },
  isnumeric: { one: "is numeric", many: "are numeric" },
  isalpha: { one: "consists of letters", many: "consist of letters" },
  isalnum: { one: "consists of letters and digits", many: "consist of letters and digits" },
  isupper: { one: "is in upper case", many: "are in upper case" },
  islower: { one: "is in lower case", many: "are in lower case" },
  isspace: { one: "is white space", many: "are white space" },
};

/** The same of one character. */
export const characters: Record<string, string> = { isdigit: "is a digit", isalpha: "is a letter", isalnum: "is a letter or a digit" };

/** Functions of one argument, `_`. */
export const functions: Record<string, string> = {
  len: "the length of _",
  abs: "the absolute value of _",
  str: "_ as a string",
  int: "_ as an integer",
  float: "_ as a float",
  bin: "the binary representation of _ with the prefix 0b",
  round: "_ rounded to the nearest integer",
  "math.sqrt": "the square root of _",
  "math.factorial": "the factorial of _",
  "math.floor": "_ rounded down",
  "math.ceil": "_ rounded up",
  "math.radians": "_ degrees in radians",
  "math.degrees": "_ radians in degrees",
};

/** Functions of two arguments, `_` and `#`. */
export const functionsOfTwo: Record<string, string> = {
  pow: "_ to the power of #",
  "math.pow": "_ to the power of # as a float",
  "math.gcd": "the greatest common divisor of _ and #",
  round: "_ rounded to # decimal places",
  min: "the smaller of _ and #",
  max: "the larger of _ and #",
};

/** Comparisons, for one thing and for several. */
export const comparisons: Record<string, { one: string; many: string }> = {
  "==": { one: "is equal to", many: "are equal to" },
  "!=": { one: "is not equal to", many: "are not equal to" },
  "<": { one: "is less than", many: "are less than" },
  ">": { one: "is greater than", many: "are greater than" },
  "<=": { one: "is at most", many: "are at most" },
  ">=": { one: "is at least", many: "are at least" },
  in: { one: "is in", many: "are in" },
  "not in": { one: "is not in", many: "are not in" },
  is: { one: "is", many: "are" },
  "is not": { one: "is not", many: "are not" },
};

/** What a comparison becomes when it is denied. */
export const opposites: Record<string, string> = {
  "==": "!=",
  "!=": "==",
  "<": ">=",
  ">": "<=",
  "<=": ">",
  ">=": "<",
  in: "not in",
  "not in": "in",
  is: "is not",
  "is not": "is",
};

export const ordinals: Record<string, string> = {
  "0": "first",
  "1": "second",
  "2": "third",
  "3": "fourth",
  "-1": "last",
  "-2": "second to last",
};
