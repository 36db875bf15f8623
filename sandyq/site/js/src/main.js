// What the pages do beyond being read. Everything that is read stands in their HTML; its words come from there too.

import { copying, differences, searching, versions } from "./page.js";
import { liven } from "./table.js";

const page = JSON.parse(document.getElementById("table-words").textContent);

copying(page.words);
versions();
differences();
searching(page.words);
liven(page);
