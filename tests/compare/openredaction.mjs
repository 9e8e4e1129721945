// Writes what openredaction finds in labelled texts, for `allonym eval DATA --found FILE`.
//
//     node openredaction.mjs DATA... > openredaction.jsonl
//
// Owns: running openredaction as it comes, and what its labels are in ours; a label that we have no word for becomes a
// custom one. Never scores. Its offsets are UTF-16 units, ours are code points.
// `.example` is no top-level domain to it; `.company` is as long.
import { readFileSync } from "node:fs";
import { OpenRedaction } from "openredaction";

const LABELS = [
  [/^NAME$/, "PERSON"], [/^EMAIL$/, "EMAIL"], [/^PHONE/, "PHONE"], [/^IBAN$/, "IBAN"], [/^CREDIT_CARD$/, "CREDIT_CARD"],
  [/^DATE/, "DATE"], [/^IPV[46]$/, "IP_ADDRESS"], [/^ADDRESS/, "LOCATION"], [/^(ZIP_CODE|POSTCODE)/, "POSTAL_CODE"],
  [/USERNAME$|GAMERTAG$/, "USERNAME"], [/BIC$/, "BIC"], [/PLATE$/, "VEHICLE_REGISTRATION"], [/^PASSPORT/, "PASSPORT"],
  [/^(SORT_CODE|ROUTING_NUMBER|BANK_ACCOUNT)/, "BANK_ACCOUNT"], [/^(SSN|SPANISH_DNI|DUTCH_BSN|FRENCH_SOCIAL)/, "NATIONAL_ID"],
  [/^(GERMAN_TAX_ID|ITALIAN_FISCAL_CODE)$/, "TAX_ID"], [/^NHS_NUMBER$/, "HEALTH_INSURANCE_ID"], [/^CUSTOMER_ID$/, "CUSTOMER_ID"],
];
const label = (type) => LABELS.find(([shape]) => shape.test(type))?.[1] ?? `CUSTOM:${type.slice(0, 40)}`;
const redactor = new OpenRedaction({});
const points = (text, units) => [...text.slice(0, units)].length;

let milliseconds = 0;
let characters = 0;
for (const path of process.argv.slice(2)) {
  for (const line of readFileSync(path, "utf8").split("\n").filter(Boolean)) {
    const { text } = JSON.parse(line);
    const began = process.cpuUsage();
    const { detections } = await redactor.detect(text.replaceAll(".example", ".company"));
    const { user, system } = process.cpuUsage(began);
    milliseconds += (user + system) / 1000;
    characters += [...text].length;
    const spans = detections.map(({ type, position: [start, end] }) => ({
      start: points(text, start),
      end: points(text, end),
      label: label(type),
    }));
    console.log(JSON.stringify({ text, spans }));
  }
}
console.error(`${characters} characters, ${((1000 * milliseconds) / characters).toFixed(3)} ms of processor time per 1,000`);
