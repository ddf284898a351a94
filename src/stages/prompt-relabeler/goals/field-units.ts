import { remembered } from "../../../base/remembered.ts";
import { humanize } from "../../../evidence/words.ts";
import { commonLabels } from "./field-labels.ts";

/** What a field's name says of its value besides what it is: `temp_c`, `price_usd`. */
export interface MeasuredKey {
  label: string;
  unit: string;
}

const units: Record<string, string> = {
  c: "°C",
  celsius: "°C",
  f: "°F",
  fahrenheit: "°F",
  kph: "km/h",
  kmh: "km/h",
  mph: "mph",
  km: "km",
  miles: "miles",
  cm: "cm",
  mm: "mm",
  kg: "kg",
  lbs: "lbs",
  mb: "mb",
  hpa: "hPa",
  usd: "USD",
  eur: "EUR",
  gbp: "GBP",
};

/** What is measured, where its name alone would not say it. */
const measured: Record<string, string> = {
  wind: "wind speed",
  vis: "visibility",
  precip: "precipitation",
  length: "length",
  width: "width",
};

/** A field's natural name and its unit, where its name ends in one; undefined for all other names. */
export const measuredKey = remembered((key): MeasuredKey | undefined => {
  const [, name = "", suffix = ""] = /^(\w+?)_([A-Za-z]+)$/.exec(key) ?? [];
  const unit = Object.hasOwn(units, suffix.toLowerCase()) ? units[suffix.toLowerCase()] : undefined;
  const said = humanize(name);
  const label = Object.hasOwn(measured, said) ? measured[said] : Object.hasOwn(commonLabels, said) ? commonLabels[said] : undefined;
  return unit === undefined || label === undefined ? undefined : { label, unit };
});
