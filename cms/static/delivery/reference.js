"use strict";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
// Swagger UI has colours for the dark, and leaves it to its page to ask for them.
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);

const place = document.getElementById("reference");

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
