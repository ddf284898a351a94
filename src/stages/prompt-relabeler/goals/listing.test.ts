import { expect, test } from "vitest";
import { runOf } from "../../../../test/support/trajectory.ts";
import type { JsonObject } from "../../../base/json.ts";
import { decide, type DecideSettings } from "../../../run/decide.ts";
import type { Relabel } from "../../relabel.ts";
import { createRuleStages, defaultRuleSettings } from "../../index.ts";
import { defaultGate } from "../gate.ts";

const stages = createRuleStages(defaultRuleSettings);
const settings: DecideSettings = { ...defaultGate, relabelSuccesses: false };

interface Act {
  call: string;
  args?: JsonObject;
  sees: string;
}

async function relabelsOf(goal: string, ...acts: Act[]): Promise<Relabel[]> {
  return (await decide(runOf(goal, acts), stages, settings)).relabels;
}

const told = (relabels: Relabel[]): string => relabels.map(({ goal, closing }) => `${goal} => ${closing?.text}`).join("\n");

const hotels = (rest = ""): string =>
  `{"hotels": [{"name": "Anker", "price": 80, "phone": "0316 1"}, {"name": "Krone", "price": 120, "phone": "0316 2"}, {"name": "Post", "price": 95, "phone": "0316 3"}]${rest}}`;

test("the cheapest of all that are listed is asked for, with the place that the call named", async () => {
  const relabels = await relabelsOf("Book me a hotel in Graz with a pool.", {
    call: "search_hotels",
    args: { city: "Graz" },
    sees: hotels(),
  });
  expect(told(relabels)).toMatch(/the cheapest of the hotels in Graz.* => The cheapest is "Anker", with a price of 80\./);
});

test.each([
  ["a further page", hotels(', "has_more": true')],
  ["more hits", hotels(', "total": 40')],
  ["more hits, told as a text", hotels(', "total": "40"')],
  ["more pages, told as a text", hotels(', "total_pages": "4"')],
  ["as many as its limit", hotels(', "limit": 3')],
  ["a remark that it is the beginning", hotels(', "note": "Showing only the first 3 hotels."')],
  ["something that is sold out", hotels().replace('"price": 80', '"sold_out": true, "price": 80')],
  ["something that is not available", hotels().replace('"price": 80', '"available": false, "price": 80')],
  ["another name for currencies", hotels().replace('"price": 80', '"currency_code": "CHF", "price": 80')],
  ["a cut", `${hotels().slice(0, -30)}...`],
  ["several currencies", hotels().replace('"price": 80', '"currency": "CHF", "price": 80')],
  ["two at the same price", hotels().replace("95", "80")],
])("nothing is the cheapest where the list has %s", async (_, sees) => {
  const relabels = await relabelsOf("Book me a hotel in Graz with a pool.", { call: "search_hotels", args: { city: "Graz" }, sees });
  expect(told(relabels)).not.toMatch(/cheapest|all/);
});

test("what a tool gives that can be asked for pages is not all", async () => {
  const run = runOf("Book me a hotel in Graz with a pool.", [{ call: "search_hotels", args: { city: "Graz" }, sees: hotels() }]);
  const tools = [{ name: "search_hotels", parameters: { type: "object", properties: { city: {}, page: {} } } }];
  expect(told((await decide({ ...run, tools }, stages, settings)).relabels)).not.toMatch(/cheapest|all/);
});

test("a list as long as was asked for is not all", async () => {
  const relabels = await relabelsOf("Book me a hotel in Graz with a pool.", {
    call: "search_hotels",
    args: { city: "Graz", limit: 3 },
    sees: hotels(),
  });
  expect(told(relabels)).not.toMatch(/cheapest|all/);
});

test("what a search found first is asked for with the search's words", async () => {
  const sees =
    "{\"error\": \"\", \"response\": \"{'products': [{'title': 'Case for Fon 9', 'price': 14.99, 'img': 'x.jpg'}, {'title': 'Fon 9 Pro, re...\"}";
  const relabels = await relabelsOf("Which shops near me sell the latest Fon 9?", {
    call: "product_search",
    args: { query: "latest Fon 9" },
    sees,
  });
  expect(relabels).toHaveLength(1);
  expect(relabels[0]?.goal).toMatch(/"latest Fon 9"/);
  expect(relabels[0]?.closing?.text).toBe('The first product is "Case for Fon 9". Its price is 14.99.');
});

test("what says of itself that others stand before it is not what came up first", async () => {
  const sees =
    '{"products": [{"title": "Case for Fon 9", "price": 14.99, "real_position": 2}, {"title": "Fon 9 Pro", "price": 99, "real_position": 3}]}';
  const search = { call: "product_search", args: { query: "latest Fon 9" } };
  const goalsOf = async (text: string): Promise<string> =>
    told(await relabelsOf("Which shops near me sell it?", { ...search, sees: text }));
  expect(await goalsOf(sees)).not.toMatch(/first/);
  expect(await goalsOf(sees.replace(": 2}", ": 1}"))).toMatch(/first/);
});

test("a search with an argument that cannot be said gives no goal", async () => {
  const sees = '{"results": [{"title": "Case for Fon 9"}, {"title": "Fon 9"}]}';
  const args = { query: "latest Fon 9", filter_mode: "17" };
  expect(await relabelsOf("Which shops near me sell it?", { call: "product_search", args, sees })).toEqual([]);
});

test("one of the things listed that the user names is asked for", async () => {
  const sees = '[{"id": "1", "name": "Ekvf", "phone": "27 25"}, {"id": "2", "name": "Gondrand", "phone": "28 11", "email": "g@nc.nc"}]';
  const relabels = await relabelsOf("I need the phone number of Gondrand, and its tariff for a car.", { call: "list_agencies", sees });
  expect(told(relabels)).toMatch(
    /phone number and email address of Gondrand.* => The phone number of Gondrand is 28 11, and the email address is g@nc\.nc\./,
  );
});

test.each([
  '{"error": "unsubscribed", "response": ""}',
  '{"error": "", "response": "{\'message\': \'hotels must be an integer\'}"}',
  '{"hotels": []}',
  '{"hotels": "..."}',
])("an answer that lists nothing gives nothing: %s", async (sees) => {
  expect(await relabelsOf("Book me a hotel in Graz with a pool.", { call: "search_hotels", args: { city: "Graz" }, sees })).toEqual([]);
});

test("a record that was asked for by an id is named where the id was shown with the name, and not where it was guessed", async () => {
  const list = { call: "list_players", sees: '[{"id": "28003", "name": "Ada Berg"}, {"id": "28004", "name": "Eva Dorn"}]' };
  const details = {
    call: "player_details",
    args: { id: "28003" },
    sees: '{"name": "Ada Berg", "profile": {"position": "Forward", "age": 31}}',
  };
  const relabels = await relabelsOf("Who scored most goals for the club?", list, details);
  expect(told(relabels)).toMatch(/position and age of Ada Berg.* => The position of Ada Berg is Forward, and the age is 31\./);
  expect(relabels[0]?.masks).toEqual([]);
  expect(await relabelsOf("Who scored most goals for the club?", details)).toEqual([]);
  const other = { ...details, sees: '{"name": "Eva Dorn", "profile": {"position": "Forward"}}' };
  expect(told(await relabelsOf("Who scored most goals?", { ...list, sees: '[{"id": "28003", "name": "Ada Berg"}]' }, other))).not.toMatch(
    /Dorn/,
  );
});

test("prose that an API wraps is an entry", async () => {
  const sees =
    '{"error": "", "response": "Ada Berg, born on June 24, 1987, in Graz, Austria, is a footballer who plays as a forward. She has won much."}';
  const relabels = await relabelsOf("Tell me about Ada Berg and her transfers.", {
    call: "player_search",
    args: { name: "Ada Berg" },
    sees,
  });
  expect(told(relabels)).toBe("When was Ada Berg born? => Ada Berg was born on June 24, 1987.");
});

test("a value is called what the user calls it", async () => {
  const sees = "{\"error\": \"\", \"response\": \"{'cep': '75094080', 'cidade': 'Anapolis', 'uf': 'GO'}\"}";
  const call = { call: "address_lookup", args: { cepnumber: "75094080" }, sees };
  expect(told(await relabelsOf("Track my parcel, and tell me the street for the postal code 75094080.", call))).toMatch(
    /city of the postal code 75094080.* => The city of the postal code 75094080 is Anapolis\./,
  );
  expect(await relabelsOf("Track my parcel 75094080 and tell me its street.", call)).toEqual([]);
});

test("a town is named with its country", async () => {
  const sees = '{"temperature": 21, "humidity": 40}';
  const call = { call: "weather", args: { city: "Graz", country: "Austria" }, sees };
  expect(told(await relabelsOf("Will it snow tomorrow in Graz in Austria?", call))).toMatch(/temperature and humidity in Graz, Austria/);
});

test.each([
  ["random_for_otter_jokes", '{"joke": "What do otters drink? Otter water."}', /an otter joke.* => What do otters drink\? Otter water\./],
  ["random_fact_about_otters", '[{"fact": "Otters hold hands while they sleep."}]', /a fact about otters/],
  ["random_for_otter_jokes", '{"joke": "What do otters drink in the..."}', /^$/],
  ["random_for_web_jokes", '{"joke": "What do spiders drink? Nothing."}', /^$/],
])("something to be said is asked for by what it is about: %s %s", async (call, sees, words) => {
  expect(told(await relabelsOf("I need all jokes about an otter for school, with their authors.", { call, sees }))).toMatch(words);
});

test("what the harness tells of other attempts is left out: it shows the answer before it is found", async () => {
  const sees = '{"temperature": 21}';
  const run = runOf("Will it snow tomorrow in Graz?", [{ call: "weather", args: { city: "Graz" }, sees }]);
  const told_ = {
    kind: "user" as const,
    by: "injected" as const,
    text: `You tried before. Previous actions: weather Graz, ${sees}. Do something else.`,
  };
  const steps = [...run.steps.slice(0, 1), told_, ...run.steps.slice(1)];
  const { relabels } = await decide({ ...run, steps }, stages, settings);
  expect(relabels[0]).toMatchObject({ prefixEnd: 3, masks: [], edits: [{ kind: "cut_step", step: 2 }] });
});

test.each([{ city: "Graz", refundable: true }, { refundable: true }])("a switch that was turned on leaves things out: %j", async (args) => {
  const relabels = await relabelsOf("Book me a hotel in Graz with a pool.", { call: "search_hotels", args, sees: hotels() });
  expect(told(relabels)).toBe("");
});

test.each([
  ["on a later page", { query: "pool", page: 2 }],
  ["after some that were left out", { query: "pool", offset: 20 }],
  ["in another order", { query: "pool", sort: "price_desc" }],
])("what stands first %s is not what a search gives first", async (_, args) => {
  const relabels = await relabelsOf("Book me a hotel in Graz with a pool.", { call: "search_hotels", args, sees: hotels() });
  expect(told(relabels)).not.toMatch(/first hotel/);
});

test("three of a list are counted, whatever numbers the list has, and the call's words stand as the user writes them", async () => {
  const countries = `{"countries": [{"name": "Albania", "capital": "Tirana"}, {"name": "Andorra", "capital": "Andorra la Vella"}, {"name": "Austria", "capital": "Vienna"}, {"name": "Belgium", "capital": "Brussels"}], "next": "p2"}`;
  const relabels = await relabelsOf("Plan me a tour through all countries in Europe.", {
    call: "countries",
    args: { region: "europe" },
    sees: countries,
  });
  expect(told(relabels)).toMatch(
    /three (?:examples of )?countries in Europe.* => 1\. Albania: Tirana\n2\. Andorra: Andorra la Vella\n3\. Austria: Vienna/,
  );
});
