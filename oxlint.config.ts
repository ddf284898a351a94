import { defineConfig, type OxlintOverride } from "oxlint";

/** The folders of `src`, lowest first. A file may import from its own folder and from those before it. */
const layers = ["base", "llm", "trajectory", "sources", "reader", "evidence", "stages", "exporters", "dataset", "run", "cli"];

/** A restriction of `no-restricted-imports`: `regex` and `group` match the import's specifier as it is written. */
type Restriction = { regex: string; allowTypeImports?: true; message: string } | { group: string[]; message: string };

const ownIndex: Restriction = {
  regex: "^(\\.\\./)+index\\.ts$",
  allowTypeImports: true,
  message: "An index.ts gathers what stands beside and below it; import the file that has what you need.",
};

const typesOfStages: Restriction[] = [
  {
    regex: "^(\\./)?(\\.\\./)+stages/[^/]+\\.ts$",
    allowTypeImports: true,
    message: "src/evidence may use the types of src/stages/*.ts, not their code.",
  },
  { regex: "^(\\./)?(\\.\\./)+stages/[^/]+/", message: "src/evidence stands below the stages." },
];

const otherStages: Restriction = {
  regex: "^(\\./)?(\\.\\./)+(failure-detector|outcome-extractor|prompt-relabeler|data-augmenter)/",
  message: "A stage never imports another stage; they meet in src/run through the types in src/stages/*.ts.",
};

/** What stands above a layer, which it therefore must not import. */
function above(layer: string, ...except: string[]): Restriction[] {
  const names = layers.slice(layers.indexOf(layer) + 1).filter((name) => !except.includes(name));
  if (names.length === 0) return [];
  return [
    {
      regex: `^(\\./)?(\\.\\./)+(${names.join("|")})/`,
      message: `src/${layer} stands below ${names.join(", ")}: imports point down only (docs/architecture.md).`,
    },
  ];
}

/**
 * The last entry that matches a file decides, so each entry repeats what holds for the folder. Tests beside the source may use all there is.
 */
function restrict(files: string[], restrictions: Restriction[], except: string[] = []): OxlintOverride {
  const excludeFiles = ["src/**/*.test.ts", ...except];
  return { files, excludeFiles, rules: { "no-restricted-imports": ["error", { patterns: [ownIndex, ...restrictions] }] } };
}

/** Adapters (sources, exporters) know their interface file and `shared/`, never each other. */
function adapters(layer: "sources" | "exporters", contract: string): OxlintOverride[] {
  const message = `No file in src/${layer} imports another format or the registry; what several need lives in src/${layer}/shared/.`;
  return [
    restrict([`src/${layer}/**/*.ts`], above(layer)),
    restrict([`src/${layer}/*.ts`], [...above(layer), { group: ["./*.ts", `!./${contract}`], message }], [`src/${layer}/index.ts`]),
    restrict([`src/${layer}/*/**/*.ts`], [...above(layer), { group: ["../*.ts", `!../${contract}`], message }]),
    // The folders of `shared` stand one deeper.
    restrict([`src/${layer}/shared/*/**/*.ts`], [...above(layer), { group: ["../../*.ts", `!../../${contract}`], message }]),
  ];
}

const terminal = "Only src/cli talks to the terminal and ends the process.";

export default defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "node"],
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: "error" },
  categories: { correctness: "error", suspicious: "error" },
  rules: {
    "import/no-cycle": "error",
    // `import fc from "fast-check"` is how its documentation says to import it.
    "import/no-named-as-default-member": "off",
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/consistent-type-imports": "error",
    // The compiler knows better which branches return, and an underscore marks what is unused on purpose.
    "consistent-return": "off",
    "typescript/consistent-return": "off",
    "no-underscore-dangle": "off",
  },
  overrides: [
    ...["base", "llm", "trajectory", "reader", "dataset", "run", "cli"].map((layer) => restrict([`src/${layer}/**/*.ts`], above(layer))),
    restrict(["src/evidence/**/*.ts"], [...above("evidence", "stages"), ...typesOfStages]),
    restrict(["src/stages/**/*.ts"], above("stages")),
    restrict(["src/stages/*/**/*.ts"], [...above("stages"), otherStages]),
    ...adapters("sources", "source.ts"),
    ...adapters("exporters", "exporter.ts"),
    {
      files: ["src/**/*.ts"],
      excludeFiles: ["src/cli/**", "src/**/*.test.ts"],
      rules: {
        "no-console": "error",
        "no-restricted-properties": [
          "error",
          ...["exit", "exitCode", "stdout", "stderr"].map((property) => ({ object: "process", property, message: terminal })),
        ],
      },
    },
    {
      files: ["test/**/*.ts", "src/**/*.test.ts"],
      rules: { "unicorn/consistent-function-scoping": "off", "typescript/no-misused-spread": "off" },
    },
  ],
  ignorePatterns: ["dist", "out", "node_modules", "examples", "test/fixtures"],
});
