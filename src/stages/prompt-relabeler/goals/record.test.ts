import { expect, test } from "vitest";
import { runOf, type Act } from "../../../../test/support/trajectory.ts";
import { decide } from "../../../run/decide.ts";
import { createRuleStages, defaultRuleSettings } from "../../index.ts";
import { defaultGate } from "../gate.ts";

const stages = createRuleStages(defaultRuleSettings);

/** Goals and answers of a run, a line each. */
async function told(goal: string, ...acts: Act[]): Promise<string> {
  const { relabels } = await decide(runOf(goal, acts), stages, { ...defaultGate, relabelSuccesses: false });
  return relabels.map((relabel) => `${relabel.goal} => ${relabel.closing?.text} @${relabel.prefixEnd}`).join("\n");
}

/** An answer as API collections wrap it: a Python literal as text. */
const wrapped = (literal: string): string => JSON.stringify({ error: "", response: literal });

test("what is asked twice is asked for once, and ends with the first answer", async () => {
  const act: Act = { call: "postal_code_info", args: { postal_code: "75094080" }, sees: wrapped("{'city': 'Anapolis'}") };
  const words = await told("Track my parcel to the postal code 75094080.", act, { call: "track", sees: "Error: timeout" }, act);
  expect(words).toMatch(/^[^\n]*city of the postal code 75094080[^\n]* => The city of the postal code 75094080 is Anapolis\. @2$/);
});

test("that a number stands in a name leads nobody from the name to it", async () => {
  const sees = '{"id": 1, "title": "Foldsack No. 1 Backpack", "price": 109.95, "category": "bags"}';
  expect(await told("I want the product 1 and its reviews.", { call: "get_product", args: { product: 1 }, sees })).not.toContain(
    "Foldsack",
  );
  const named = { call: "get_product", args: { name: "Foldsack", number: 1 }, sees };
  expect(await told("I want the product and its reviews.", named)).toContain("of 'Foldsack No. 1 Backpack'");
});

test.each([
  ["a count in the plural", "{'backlinks': 1234, 'domain': 'example.com'}", /number of backlinks of the domain example\.com/],
  ["a sum of money in the plural", "{'earnings': 1234, 'domain': 'example.com'}", /the earnings of the domain example\.com/],
  ["how the call went", "{'status': 'success', 'domain': 'example.com'}", /^$/],
  ["only the money that nothing is counted in", "{'currency': 'USD', 'domain': 'example.com'}", /^$/],
  [
    "a record beside what tells of the answer",
    "{'status': 'ok', 'data': {'registrar': 'Nic'}, 'meta': {'took': 1}}",
    /registrar of the domain/,
  ],
])("of a record is told: %s", async (_, record, words) => {
  const act: Act = { call: "domain_data", args: { domain: "example.com" }, sees: wrapped(record) };
  expect(await told("Sell the domain example.com, and tell me its backlinks and its earnings.", act)).toMatch(words);
});

test("a thing that goes by a code may have any name", async () => {
  const act: Act = {
    call: "validate_vat",
    args: { vat: "LU26375245" },
    sees: wrapped("{'query': 'LU26375245', 'company_name': 'Anker S.A.', 'company_address': '38 Avenue Weber'}"),
  };
  expect(await told("Is the VAT number LU26375245 mine? Pay the tax.", act)).toMatch(
    /company name and company address of the VAT number LU26375245/,
  );
});

test("a numbered thing is called what the user calls it where the tool is about such things", async () => {
  const sees = wrapped("[{'flnr': 'AA100', 'departure_city': 'New York', 'arrival_city': 'London'}]");
  const words = /departure city and arrival city of the flight AA100/;
  expect(await told("Book the flight AA100.", { call: "flight_info", args: { flnum: "AA100" }, sees })).toMatch(words);
  expect(await told("Book the flight AA100.", { call: "road_info", args: { flnum: "AA100" }, sees })).toBe("");
});

test("a price is asked for in the money that the call named", async () => {
  const act: Act = { call: "price", args: { coin: "bitcoin", currency: "USD" }, sees: wrapped("{'price': 30239.11, 'currency': 'USD'}") };
  expect(await told("Buy me a bitcoin for USD 100.", act)).toMatch(
    /the price of bitcoin in USD.* => The price of bitcoin in USD is 30239\.11\./,
  );
});

test.each(["and my own", "and similar ones", "or others"])(
  "a request for more than one thing is not met by one record: %s",
  async (more) => {
    const sees = '{"ip": "8.8.8.8", "country": "US", "city": "Mountain View"}';
    const act: Act = { call: "ip_lookup", args: { ip: "8.8.8.8" }, sees };
    expect(await told(`Find information about the IP 8.8.8.8 ${more}.`, act)).not.toContain("Here is what I found");
    expect(await told("Find information about the IP 8.8.8.8.", act)).toContain("Here is what I found");
  },
);

test.each([
  ["Tell me all about the product 77 and buy it.", "product_for_shop", "77", /price of the product 77/],
  ["Fetch 77 and buy it.", "fetch_for_shop", "77", /^$/],
  ["Buy the kettle with ID 77.", "shop_item", "77", /price of the kettle with ID 77/],
  ["Buy something by ID 77.", "shop_item", "77", /^$/],
  ["Buy blue-kettle for me.", "shop_item", "blue-kettle", /price of blue-kettle/],
])("what goes by an id is called what the user calls it, or is not asked about: %s", async (goal, call, id, words) => {
  expect(await told(goal, { call, args: { id }, sees: '{"price": 20, "stock": 4}' })).toMatch(words);
});

test("what a tool makes up is no fact of the thing", async () => {
  const act = { args: { name: "Michael" }, sees: '{"name": "Michael", "age": 70}' };
  expect(await told("Write a card for Michael.", { ...act, call: "predict_age" })).toBe("");
  expect(await told("Write a card for Michael.", { ...act, call: "age_of" })).toContain("age of Michael");
});

test("seconds since 1970 are not read out", async () => {
  const sees = '{"account_id": "12345", "points": 1200, "tier": "gold", "created_at": 1689009508}';
  const words = await told("Check my loyalty account 12345 and its points.", {
    call: "loyalty_account",
    args: { account_id: "12345" },
    sees,
  });
  expect(words).toContain("- points: 1200");
  expect(words).not.toContain("1689009508");
});

test("what a key says of its unit is said with the value", async () => {
  const sees = (town: string): string =>
    wrapped(
      `{'location': {'name': '${town}', 'country': 'Austria'}, 'current': {'temp_c': 27.5, 'temp_f': 81.5, 'humidity': 39, 'wind_kph': '13'}}`,
    );
  const asked = (town: string) => told("Will it snow in Graz?", { call: "current_weather", args: { q: "Graz" }, sees: sees(town) });
  expect(await asked("Graz")).toMatch(
    /temperature, humidity and wind speed in Graz.* => The temperature in Graz is 27\.5 °C, and the humidity is 39, and the wind speed is 13 km\/h\./,
  );
  expect(await asked("Grazzano")).toBe("");
});

test.each([
  [
    "carriers_detect",
    "{'name': 'China Post', 'code': 'china-post'}",
    /^[^\n]*the carrier of the tracking number LB1234.* => The carrier of .* is China Post\. @2$/,
  ],
  ["tracking_carriers_detect", "{'name': 'China Post', 'code': 'china-post'}", /^$/],
  ["numbers_detect", "{'name': 'China Post', 'code': 'china-post'}", /^$/],
  ["carriers_detect", "{'name': 'Error', 'code': 'none'}", /^$/],
])("what a tool found for a code is called after the tool: %s %s", async (call, record, words) => {
  const act: Act = { call, args: { trackingnumber: "LB1234" }, sees: wrapped(`{'data': [${record}]}`) };
  expect(await told("Find my parcel with the tracking number LB1234.", act)).toMatch(words);
});

test("of what goes by a name a status is told only where the user speaks of it", async () => {
  const act: Act = { call: "air_quality", args: { city: "Delhi" }, sees: '{"city": "Delhi", "status": "Unhealthy", "humidity": 40}' };
  expect(await told("Shall I jog in Delhi?", act)).toMatch(/the humidity in Delhi/);
  expect(await told("Shall I jog in Delhi, by the status of its air?", act)).toMatch(/status and humidity of Delhi/);
});
