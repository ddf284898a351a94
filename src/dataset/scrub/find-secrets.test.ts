import { expect, test } from "vitest";
import { findSecrets } from "./find-secrets.ts";
import { findSensitive } from "./find-sensitive.ts";

// Put together here, so that no scanner takes this file for a leak.
const github = ["ghp", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("_");
const slack = ["xoxb", "123456789012", "1234567890123", "abcdefghijklmnopqrstuvwx"].join("-");
const jwt = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"].join(".");

async function values(text: string): Promise<string[]> {
  return (await findSecrets(text)).map(({ value }) => value);
}

test.each([github, slack, ["postgres://app", "pa55word@db.internal", "5432/x"].join(":")])(
  "finds what secretlint knows: %s",
  async (secret) => {
    expect(await values(`The log says ${secret} and goes on.`)).toContain(secret);
  },
);

test("finds JSON web tokens, bearer tokens and what is named a key or a password", async () => {
  expect(await values(`cookie=${jwt};`)).toContain(jwt);
  expect(await values("Authorization: Bearer 9f8e7d6c5b4a39281706")).toEqual(["9f8e7d6c5b4a39281706"]);
  expect(await values('{"password": "correct4horse"} API_KEY=abcd-1234-efgh')).toEqual(["correct4horse", "abcd-1234-efgh"]);
});

test("leaves what a form asks for and what stands for a value", async () => {
  expect(await values("password: string, token: required, api_key=${KEY1}, secret: ****1234, token = <TOKEN_1234>")).toEqual([]);
});

test("no comment in a run switches the rules off", async () => {
  expect(await values(`// secretlint-disable\n# secretlint-disable\n${github}`)).toEqual([github]);
});

test("searches keys, values, what they say together, and long numbers of a record, each value once", async () => {
  const record = { user: { password: "correct4horse" }, rows: [github, `${github} again`], [github]: 1, card: 4111111111111111 };
  const found = await findSensitive(record, "all");
  expect(found.map(({ kind, value }) => [kind, value])).toEqual([
    ["SECRET", github],
    ["SECRET", "correct4horse"],
    ["CARD", "4111111111111111"],
  ]);
  expect((await findSensitive(record, "secrets")).map(({ kind }) => kind)).toEqual(["SECRET", "SECRET"]);
  expect(await findSensitive(record, "off")).toEqual([]);
});
