// Loaded before anything is drawn, so that a chosen theme never flashes the other one.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var chosen = localStorage.getItem("sysml:theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch (error) {
    // Storage can be forbidden; the page then follows the system.
  }
})();
