"use strict";

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
