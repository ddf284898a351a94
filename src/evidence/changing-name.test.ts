import { expect, test } from "vitest";
import { namesChange } from "./changing-name.ts";

test.each([
  ["book_reservation", true],
  ["sendEmail", true],
  ["create_user_for_demo", true],
  ["exchange_items", true],
  ["get_returns", false],
  ["current_weather_for_open_weather", false],
  ["rates_for_currency_exchange", false],
  ["exchange_rates", false],
  ["latestExchangeRate", false],
])("%s speaks of a change: %s", (name, changes) => {
  expect(namesChange(name)).toBe(changes);
});
