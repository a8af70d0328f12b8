"use strict";
// The pages work without this. It brings new figures in once a minute, and never shows a page after signing out.
(function () {
  addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });

  function busy() {
    var at = document.activeElement, main = document.getElementById("main");
    return document.hidden || main.querySelector("details[open], .code") ||
      (at && main.contains(at) && /^(SELECT|INPUT|BUTTON|SUMMARY)$/.test(at.tagName));
  }

  function refresh() {
    if (busy()) return;
    fetch(location.href, { headers: { "X-Live": "1" }, credentials: "same-origin", redirect: "error" })
      .then(function (answer) {
        if (answer.status === 401) { location.reload(); return null; }
        return answer.ok ? answer.text() : null;
      })
      .then(function (text) {
        if (!text || busy()) return;
        var fresh = new DOMParser().parseFromString(text, "text/html");
        ["main", "footer"].forEach(function (name) {
          var old = document.querySelector(name), now = fresh.querySelector(name);
          if (!old || !now || old.innerHTML === now.innerHTML) return;
          var at = document.activeElement, address = at && old.contains(at) ? at.getAttribute("href") : null;
          var scrolled = Array.prototype.map.call(old.querySelectorAll(".wide"), function (box) { return box.scrollLeft; });
          old.innerHTML = now.innerHTML;
          old.querySelectorAll(".wide").forEach(function (box, number) { box.scrollLeft = scrolled[number] || 0; });
          if (address) {
            var again = Array.prototype.find.call(old.querySelectorAll("a"), function (a) { return a.getAttribute("href") === address; });
            if (again) again.focus({ preventScroll: true });
          }
        });
      })
      .catch(function () { /* no network: the next minute will do */ });
  }

  if (/\/(ky|chien-dich|thieu|vuong-mac|giup|lich|)$|\/khu\//.test(location.pathname)) setInterval(refresh, 60000);
})();
