"use strict";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
// Swagger UI has colours for the dark, and leaves it to its page to ask for them.
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);

const place = document.getElementById("reference");

const each = (selector, change, within = place) => within.querySelectorAll(selector).forEach(change);
const call = (name) => (it) => { if (!it.ariaLabel) it.setAttribute("aria-label", name); };

// What Swagger UI leaves programs that read pages aloud to guess, whenever it has drawn something.
const mend = () => {
  each(".information-container", (it) => { it.role = "region"; call("About this API")(it); });
  each(".filter-container", (it) => { it.role = "search"; });
  each(".operation-filter-input", call("Filter by tag"));
  each("h3.opblock-tag, .models h4", (it) => it.setAttribute("aria-level", "2"));
  each(".opblock h4", (it) => it.setAttribute("aria-level", "3"));
  each(".opblock h5", (it) => it.setAttribute("aria-level", "4"));
  // Nothing else can be pressed inside a button; the address follows what is opened all the same.
  each(".opblock-summary-control a[href]", (it) => it.removeAttribute("href"));
  each("tr[data-param-name]", (row) => {
    each(".examples-select-element", call(`Examples of ${row.dataset.paramName}`), row);
    each("input, select, textarea", call(row.dataset.paramName), row);
  });
  each(".examples-select-element", call("Examples"));
  each("pre.microlight", (it) => { it.tabIndex = 0; });
};
new MutationObserver(mend).observe(place, { childList: true, subtree: true });

SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  supportedSubmitMethods: ["get"],
  // Nothing is sent anywhere but to this newsroom.
  validatorUrl: null,
});
