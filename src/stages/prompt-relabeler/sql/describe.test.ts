import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSelect } from "../../../evidence/sql/parse-select.ts";
import type { KnownColumn, KnownSchema } from "../../../evidence/sql/schema.ts";
import { describeSelect } from "./describe.ts";
import { createNamer, vocabularyOf } from "./names.ts";
import { scopeOf, type Shown } from "./scope.ts";

const column = (name: string, type: string, options: "key" | "filled" | "gaps" = "gaps"): KnownColumn => ({
  name,
  type,
  primary: options === "key",
  nullable: options === "gaps",
});

const schema: KnownSchema = new Map([
  [
    "clubs",
    [column("club_id", "int", "key"), column("name", "text"), column("city", "text"), column("budget", "int"), column("IsOpen", "text")],
  ],
  [
    "matches",
    [
      column("match_id", "int", "key"),
      column("club_id", "int", "filled"),
      column("host_club_id", "int"),
      column("year", "int"),
      column("score", "varchar(8)"),
      column("attendance", "int"),
    ],
  ],
  [
    "players",
    [column("player_id", "int", "key"), column("name", "text"), column("club_id", "int"), column("age", "int"), column("grade", "text")],
  ],
]);
const shown: Shown = { schema, listed: new Set(["clubs", "matches", "players"]), value: (text) => text === "Graz" };

function ask(sql: string): string[] | undefined {
  const select = parseSelect(sql);
  const scope = select === undefined ? undefined : scopeOf(select, shown);
  const namer = createNamer(vocabularyOf(["clubs matches players hosts"]));
  return select === undefined || scope === undefined ? undefined : describeSelect(select, scope, namer)?.questions;
}

test.each([
  // A join gives one line for each row of the table that refers, and leaves out those that refer to nothing.
  [
    "SELECT c.name FROM clubs c JOIN players p ON c.club_id = p.club_id WHERE p.age > 30",
    "For each player with a known club and with an age above 30, give the name of the club, one line for each player.",
  ],
  ["SELECT m.match_id, c.name FROM matches m JOIN clubs c ON m.club_id = c.club_id", "List the ID and the club name of every match."],
  [
    "SELECT p.name, c.name FROM players p JOIN clubs c ON p.club_id = c.club_id",
    "List the name and the club name of all players with a known club.",
  ],
  ["SELECT p.name, c.name FROM players p LEFT JOIN clubs c ON p.club_id = c.club_id", "List the name and the club name of every player."],
  ["SELECT COUNT(*) FROM players p JOIN clubs c ON p.club_id = c.club_id", "How many players with a known club are there?"],
  // Each once: those that some row refers to.
  [
    "SELECT DISTINCT c.city FROM clubs c JOIN players p ON c.club_id = p.club_id WHERE p.age < 20 AND c.budget > 5",
    "What are the different cities of the clubs with a budget above 5 and with at least one player with an age below 20?",
  ],
  [
    "SELECT c.club_id, c.name FROM clubs c JOIN players p ON c.club_id = p.club_id GROUP BY c.club_id, c.name",
    "List the ID and the name of the clubs with at least one player.",
  ],
  // Groups.
  [
    "SELECT c.name, COUNT(*) FROM clubs c JOIN players p ON c.club_id = p.club_id GROUP BY c.club_id",
    "Which clubs have players, and how many does each have?",
  ],
  [
    "SELECT c.name, COUNT(*) AS n FROM clubs c JOIN players p ON c.club_id = p.club_id GROUP BY c.club_id ORDER BY n LIMIT 1",
    "Name one club that has the fewest players, but at least one, and say how many.",
  ],
  [
    "SELECT c.name, COUNT(p.player_id) FROM clubs c LEFT JOIN players p ON c.club_id = p.club_id GROUP BY c.club_id",
    "For each club, how many players are there? Include those that have none.",
  ],
  [
    "SELECT c.club_id, c.city, COUNT(*) FROM clubs c JOIN players p ON c.club_id = p.club_id GROUP BY c.club_id",
    "Which clubs have players, and how many does each have? Give the club ID and the club city of each.",
  ],
  ["SELECT city FROM clubs GROUP BY city HAVING COUNT(*) < 3", "Which cities have at least one but fewer than 3 clubs?"],
  ["SELECT city FROM clubs GROUP BY city HAVING AVG(budget) > 3", "Which cities have an average budget above 3 across their clubs?"],
  ["SELECT COUNT(score) FROM matches", undefined],
  [
    "SELECT c.name FROM clubs c JOIN players p ON c.club_id = p.club_id GROUP BY c.club_id ORDER BY MAX(p.age) DESC LIMIT 1",
    "Name one club with the highest age of its players.",
  ],
  // A part that a row plays.
  [
    "SELECT c.city, COUNT(*) AS n FROM clubs c JOIN matches m ON c.club_id = m.host_club_id GROUP BY c.city ORDER BY n DESC LIMIT 1",
    "Name one host club city that has the most matches, and say how many.",
  ],
  [
    "SELECT name FROM clubs WHERE club_id NOT IN (SELECT host_club_id FROM matches)",
    "List the name of all clubs not serving as the host club of any match.",
  ],
  // Queries in conditions.
  ["SELECT name FROM clubs WHERE club_id NOT IN (SELECT club_id FROM players)", "List the name of all clubs without any player."],
  [
    "SELECT name FROM clubs WHERE club_id IN (SELECT club_id FROM players WHERE age > 40) AND city = 'Linz'",
    "List the name of all clubs whose city is 'Linz' and with at least one player with an age above 40.",
  ],
  [
    "SELECT name FROM players WHERE club_id IN (SELECT club_id FROM clubs WHERE city = 'Linz')",
    "List the name of all players whose club city is 'Linz'.",
  ],
  [
    "SELECT name FROM clubs WHERE club_id IN (SELECT club_id FROM players GROUP BY club_id HAVING COUNT(*) > 2)",
    "List the name of all clubs with more than 2 players.",
  ],
  [
    "SELECT name FROM players WHERE age > (SELECT MAX(age) FROM players WHERE grade = 'B')",
    "List the name of all players with an age above the highest of all players whose grade is 'B'.",
  ],
  // Conditions.
  ["SELECT COUNT(*) FROM clubs WHERE city = 'Linz' AND IsOpen = 'T'", "How many clubs marked as open whose city is 'Linz' are there?"],
  ["SELECT name FROM clubs WHERE city != 'Graz'", "List the name of all clubs whose city is something other than 'Graz'."],
  ["SELECT * FROM teams", "Show me the full record of every team."],
  ["SELECT * FROM players WHERE age > 30", "Show me the full record of each of the players with an age above 30."],
])("%s asks: %s", (sql, question) => {
  expect(ask(sql)?.[0]).toBe(question);
});

test.each([
  [
    "namesakes that are counted as one",
    "SELECT c.name, COUNT(*) AS n FROM clubs c JOIN players p ON c.club_id = p.club_id GROUP BY c.name ORDER BY n DESC LIMIT 1",
  ],
  ["a text that was never shown may be misspelt", "SELECT name FROM clubs WHERE city != 'graz'"],
  ["two columns that have nothing to do with each other", "SELECT p.name FROM players p JOIN matches m ON p.player_id = m.match_id"],
  ["a column that only the outer table has", "SELECT name FROM clubs WHERE club_id IN (SELECT budget FROM players)"],
  ["the same table within", "SELECT name FROM clubs WHERE city NOT IN (SELECT city FROM clubs WHERE budget > 3)"],
  [
    "a list that leaves out what has no value",
    "SELECT name FROM players WHERE club_id NOT IN (SELECT club_id FROM clubs WHERE city = 'Linz')",
  ],
  ["the highest of texts", "SELECT MAX(score) FROM matches"],
  ["the row of the highest of texts", "SELECT match_id FROM matches WHERE score = (SELECT MAX(score) FROM matches)"],
  ["a sum over rows that come more than once", "SELECT SUM(c.budget) FROM clubs c JOIN players p ON c.club_id = p.club_id"],
  ["a column that is not grouped", "SELECT name, MAX(age) FROM players"],
  ["a column that is not grouped", "SELECT grade, name, COUNT(*) FROM players GROUP BY grade"],
  ["rows without order", "SELECT name FROM players LIMIT 3"],
  ["numbers that are sorted as texts", "SELECT match_id FROM matches ORDER BY score"],
  ["a limit by the order of texts", "SELECT match_id FROM matches ORDER BY score DESC LIMIT 1"],
  [
    "ones for rows that have no match",
    "SELECT c.name, COUNT(*) FROM clubs c LEFT JOIN players p ON c.club_id = p.club_id GROUP BY c.club_id",
  ],
  ["totals over rows without a match", "SELECT COUNT(*) FROM clubs c LEFT JOIN players p ON c.club_id = p.club_id"],
  ["a wildcard within", "SELECT name FROM clubs WHERE name LIKE 'A%b'"],
  ["one bare value of every row", "SELECT age FROM players"],
  ["all columns of joined tables", "SELECT * FROM players p JOIN clubs c ON p.club_id = c.club_id"],
  ["the lowest of what may have no value, which would come first", "SELECT name FROM players ORDER BY age LIMIT 1"],
  ["the same of another table", "SELECT p.name FROM players p JOIN clubs c ON p.club_id = c.club_id ORDER BY c.budget LIMIT 3"],
  ["all columns without repeats", "SELECT DISTINCT * FROM players"],
  ["a clause for a name", "SELECT COUNT(*) FROM players WHERE signed_by_club = 3"],
  [
    "a count in place of a limit by no measure",
    "SELECT c.city FROM clubs c JOIN players p ON c.club_id = p.club_id GROUP BY c.city ORDER BY c.city LIMIT 1",
  ],
  [
    "two nouns to which the last words may belong",
    "SELECT name FROM clubs WHERE club_id IN (SELECT club_id FROM players) AND club_id IN (SELECT club_id FROM matches)",
  ],
])("%s has no words: %s", (_, sql) => {
  expect(ask(sql)).toBeUndefined();
});

test.each([
  "SELECT name FROM players ORDER BY age DESC LIMIT 1",
  "SELECT name, age FROM players ORDER BY age LIMIT 1",
  "SELECT * FROM players ORDER BY age LIMIT 1",
  "SELECT name FROM players WHERE age IS NOT NULL ORDER BY age LIMIT 1",
  "SELECT name FROM players WHERE age > 20 ORDER BY age LIMIT 1",
])("the first of an order is asked for where a gap cannot be it, or would be seen: %s", (sql) => {
  expect(ask(sql)?.[0]).toMatch(/the (?:lowest|highest) age/);
});

test("a condition on the optional table makes its row needed", () => {
  const [first] = ask("SELECT p.name, c.name FROM players p LEFT JOIN clubs c ON p.club_id = c.club_id WHERE c.city = 'Linz'") ?? [];
  expect(first).toBe("List the name and the club name of all players whose club city is 'Linz'.");
});

test("every value that a condition names stands in the question", () => {
  const numbers = fc.integer({ min: 2, max: 99 });
  const operators = fc.constantFrom("<", "<=", ">", ">=", "=", "!=");
  fc.assert(
    fc.property(numbers, numbers, operators, operators, (age, budget, one, other) => {
      const questions = ask(
        `SELECT name FROM players WHERE age ${one} ${age} AND club_id IN (SELECT club_id FROM clubs WHERE year ${other} ${budget})`,
      );
      for (const question of questions ?? []) {
        expect(question).toContain(` ${age}`);
        expect(question).toContain(` ${budget}`);
      }
      const plain = ask(`SELECT name FROM players WHERE age ${one} ${age}`);
      expect(plain?.every((question) => question.includes(` ${age}`))).toBe(true);
    }),
  );
});
