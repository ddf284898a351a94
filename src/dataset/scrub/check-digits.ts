/** True when the last digit is the check digit of the others (ISO/IEC 7812, Luhn). Digits alone. */
export function luhnHolds(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = digit * 2;
    sum += place % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return digits !== "" && sum % 10 === 0 && !/^0+$/.test(digits);
}

/** True for an IBAN whose check digits hold (ISO 13616, modulo 97). Spaces may stand anywhere. */
export function ibanHolds(text: string): boolean {
  const compact = text.replaceAll(" ", "");
  if (compact.length < 15 || compact.length > 34) return false;
  let rest = 0;
  for (const letter of compact.slice(4) + compact.slice(0, 4)) {
    for (const digit of String(Number.parseInt(letter, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
