// <bulletin-list>: the latest announcements of a Bulletin service in any other page. See docs/pages.md.
//
// The list is in the page itself, without a shadow root, so it has the page's own styles. Nothing is written as HTML: all
// texts are text nodes, and links are http or https. If anything is wrong, the element keeps the content that the page
// gave it.
"use strict";

(() => {
  const NAME = "bulletin-list";
  if (!("customElements" in window) || customElements.get(NAME)) {
    return;
  }

  const LIMIT = 5;
  const MOST = 20;
  // Elements that ask for the same within this time share one request.
  const SHARED_FOR = 60000;

  // A module has no currentScript; its element is found by its name.
  const script = document.currentScript
    ? document.currentScript.src
    : [...document.scripts].map((one) => one.src).find((src) => /\/embed\.js(?:[?#]|$)/.test(src));

  // Returns an http or https URL; null for everything else.
  const urlOf = (address, base) => {
    try {
      const url = new URL(address, base);
      return url.protocol === "https:" || url.protocol === "http:" ? url : null;
    } catch {
      return null;
    }
  };

  // While the page is being parsed, its content in the element may not be complete.
  const parsed = new Promise((done) => {
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", done, { once: true });
    } else {
      done();
    }
  });

  const requests = new Map();

  // Returns a request: its result, and the number of elements that wait for it.
  const ask = (address) => {
    const known = requests.get(address);
    if (known && known.until > Date.now()) {
      return known;
    }

    const stop = new AbortController();
    const request = { stop, waiting: 0, isOver: false, until: Infinity };
    request.items = fetch(address, { signal: stop.signal, credentials: "omit" })
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error())))
      .then((list) => {
        request.until = Date.now() + SHARED_FOR;
        return list.items;
      })
      .catch(() => {
        forget(address, request);
        return null;
      })
      .finally(() => {
        request.isOver = true;
      });
    requests.set(address, request);
    return request;
  };

  const forget = (address, request) => {
    if (requests.get(address) === request) {
      requests.delete(address);
    }
  };

  // Returns a text of an announcement; empty if it is none.
  const textOf = (value) => (typeof value === "string" ? value.trim() : "");

  // "pl" and "pl-PL" are the same language.
  const isSame = (one, other) => one.split("-")[0].toLowerCase() === other.split("-")[0].toLowerCase();

  // Returns a function that writes dates in a language and, if given, a time zone.
  const datesIn = (language, zone) => {
    const choices = [[language, zone], [language], [undefined, zone], []];
    for (const [locale, timeZone] of choices) {
      try {
        return new Intl.DateTimeFormat(locale || undefined, { dateStyle: "long", timeZone: timeZone || undefined });
      } catch {
        // The page names a language or a time zone that does not exist.
      }
    }

    return null;
  };

  class BulletinList extends HTMLElement {
    static get observedAttributes() {
      return ["src", "category", "limit", "label", "lead", "time-zone"];
    }

    constructor() {
      super();
      this._isDue = false;
      this._list = null;
      this._own = [];
      this._leave = () => {};
    }

    connectedCallback() {
      this._plan();
    }

    disconnectedCallback() {
      this._plan();
    }

    attributeChangedCallback() {
      this._plan();
    }

    // Several changes at once, such as a move within the page, are one.
    _plan() {
      if (!this._isDue) {
        this._isDue = true;
        queueMicrotask(() => {
          this._isDue = false;
          this._update();
        });
      }
    }

    // Returns the address to ask; null if an attribute is wrong.
    _address() {
      const source = this.getAttribute("src");
      const base = source === null ? script && urlOf(".", script) : urlOf(source.replace(/\/*$/, "/"), document.baseURI);
      const limit = this.hasAttribute("limit") ? this.getAttribute("limit").trim() : String(LIMIT);
      if (!base || !/^[0-9]{1,2}$/.test(limit) || Number(limit) < 1 || Number(limit) > MOST) {
        return null;
      }

      const url = new URL("api/announcements", base);
      url.searchParams.set("limit", String(Number(limit)));
      const category = (this.getAttribute("category") || "").trim();
      if (category) {
        url.searchParams.set("category", category);
      }

      return url.href;
    }

    async _update() {
      const before = this._leave;
      let isCurrent = true;
      this._leave = () => {
        isCurrent = false;
      };
      const address = this.isConnected ? this._address() : null;
      const request = address && ask(address);
      if (request) {
        request.waiting += 1;
        this._leave = () => {
          isCurrent = false;
          request.waiting -= 1;
          if (request.waiting === 0 && !request.isOver) {
            request.stop.abort();
            forget(address, request);
          }
        };
      }

      // After the new request, so that one that is the same goes on.
      before();
      if (!this.isConnected) {
        return;
      }

      const items = request ? await request.items : null;
      await parsed;
      if (isCurrent) {
        this._show(Array.isArray(items) ? this._itemsOf(items, address) : []);
      }
    }

    // Puts the list in the place of the page's own content, or that content back if there is nothing to list.
    _show(items) {
      if (!this._list || !this.contains(this._list)) {
        this._own = [...this.childNodes];
        this._list = null;
      }

      if (items.length > 0) {
        const list = document.createElement("ul");
        // Safari takes a list without bullets for none, unless it has the role.
        list.setAttribute("role", "list");
        const label = textOf(this.getAttribute("label"));
        if (label) {
          list.setAttribute("aria-label", label);
        }

        list.append(...items);
        this._list = list;
        this.replaceChildren(list);
      } else if (this._list) {
        this._list = null;
        this.replaceChildren(...this._own);
      }
    }

    _itemsOf(announcements, address) {
      const around = this.closest("[lang]");
      const language = (around && around.getAttribute("lang")) || navigator.language || "";
      const dates = datesIn(language, textOf(this.getAttribute("time-zone")));
      const hasLead = this.hasAttribute("lead") && this.getAttribute("lead") !== "false";
      const items = [];
      for (const one of announcements) {
        const url = one && urlOf(one.url, address);
        const title = url ? textOf(one.title) : "";
        if (title) {
          const own = textOf(one.language);
          const isForeign = own && language && !isSame(own, language);
          const item = document.createElement("li");
          const add = (name, text) => {
            const element = document.createElement(name);
            element.textContent = text;
            if (isForeign && name !== "time") {
              element.lang = own;
              element.dir = "auto";
            }

            item.append(...(item.firstChild ? [" ", element] : [element]));
            return element;
          };
          add("a", title).href = url.href;
          const at = new Date(textOf(one.publishedAt));
          if (dates && !Number.isNaN(at.getTime())) {
            add("time", dates.format(at)).dateTime = one.publishedAt.trim();
          }

          const lead = hasLead ? textOf(one.lead) : "";
          if (lead) {
            add("p", lead);
          }

          items.push(item);
        }
      }

      return items;
    }
  }

  customElements.define(NAME, BulletinList);
})();
