// The line at the foot of every lesson in the browser: what Python is doing, where the work lives, and what a
// browser cannot do. JupyterLite leaves its application in `window.jupyterapp`; without it nothing is shown.

const WORK = "Your work is kept in this browser, on this computer, and nowhere else.";
const STARTING =
  "Python is starting in your browser. The first cell waits for it, up to half a minute; the next ones do not.";
const NOT_INTERRUPTED =
  "Python in a browser cannot be interrupted. Restart it instead; what you wrote stays, and the cells are to be run again.";
const BLOCKED =
  "This browser keeps the page from reading the lesson's files, as private windows often do, so checks cannot run here. " +
  "Open the lesson in an ordinary window. You can still download it.";
const SECONDS_TO_REGISTER = 5;

const sleep = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

async function application() {
  for (let tries = 0; tries < 600; tries++) {
    if (window.jupyterapp) return window.jupyterapp;
    await sleep(0.1);
  }
  throw new Error("JupyterLite did not start");
}

function line(app) {
  const bar = document.createElement("aside");
  bar.className = "course-line";
  bar.setAttribute("aria-label", "About this lesson in the browser");
  const words = document.createElement("span");
  words.className = "course-words";
  words.setAttribute("role", "status");
  const button = (text, command, title) => {
    const made = document.createElement("button");
    made.textContent = text;
    made.title = title;
    made.addEventListener("click", () => app.commands.execute(command));
    return made;
  };
  const away = document.createElement("button");
  away.textContent = "×";
  away.title = "Hide this line until the page is opened again";
  away.setAttribute("aria-label", away.title);
  const restart = button("Restart Python", "notebook:restart-kernel", "Forget all variables and start again");
  bar.append(
    words,
    restart,
    button("Download", "docmanager:download", "Save this notebook as a file, to keep it or to hand it in"),
    away,
  );
  document.body.append(bar);
  document.body.classList.add("course-has-line");
  away.addEventListener("click", () => {
    bar.remove();
    document.body.classList.remove("course-has-line");
    app.shell.update();
    window.dispatchEvent(new Event("resize"));
  });
  window.dispatchEvent(new Event("resize"));
  return {
    say(text, kind = "calm") {
      if (words.textContent !== text) words.textContent = text;
      bar.dataset.kind = kind;
      restart.hidden = kind !== "restart";
    },
  };
}

// Says when Python is there to answer, after it was started and after each restart: it is asked a question that
// it answers without running anything.
function follow(session, said) {
  let asked = 0;
  const ask = async () => {
    const number = ++asked;
    const kernel = session.session?.kernel;
    if (!kernel) return;
    said(false);
    await kernel.requestIsComplete({ code: "1" }).catch(() => undefined);
    if (number === asked) said(true);
  };
  session.kernelChanged.connect(ask);
  session.statusChanged.connect((_, status) => {
    if (status === "restarting" || status === "autorestarting") ask();
  });
  ask();
}

async function fileAccess() {
  if (!navigator.serviceWorker) return false;
  for (let waited = 0; waited < SECONDS_TO_REGISTER; waited++) {
    try {
      if (await navigator.serviceWorker.getRegistration()) return true;
    } catch {
      return false;
    }
    await sleep(1);
  }
  return false;
}

// JupyterLite names a download by the file's whole path. A notebook is handed in under its own name.
const clickOnLink = HTMLAnchorElement.prototype.click;
HTMLAnchorElement.prototype.click = function () {
  if (this.download.includes("/")) this.download = this.download.split("/").pop();
  return clickOnLink.call(this);
};

// A link to another notebook leads to the place in it that it names, which JupyterLite forgets. A page of one
// notebook opens a page of the other; JupyterLite would ask for one that this site has not.
const NOTEBOOK = /\/files\/(.+\.ipynb)$/;
const ONE_NOTEBOOK = /\/notebooks\//.test(location.pathname);
const SECONDS_TO_OPEN = 60;

function followLink(event) {
  const link = event.target.closest?.("a[href]");
  const found = link && event.button === 0 && NOTEBOOK.exec(link.pathname);
  if (!found || link.origin !== location.origin || link.download) return;
  const path = decodeURIComponent(found[1]);
  if (!ONE_NOTEBOOK) return void goToPlace(path, link.hash);
  event.preventDefault();
  event.stopImmediatePropagation();
  const target = new URL("../notebooks/index.html", location.href);
  target.searchParams.set("path", path);
  target.hash = link.hash;
  window.open(target, "_blank");
}

async function goToPlace(path, hash) {
  if (!hash) return;
  const wanted = decodeURIComponent(hash.slice(1));
  for (let waited = 0; waited < SECONDS_TO_OPEN; waited += 0.25) {
    await sleep(0.25);
    const panel = window.jupyterapp?.shell.currentWidget;
    if (panel?.context?.path !== path) continue;
    const places = [...panel.node.querySelectorAll("[data-jupyter-id]")];
    const place = places.find((node) => node.dataset.jupyterId === wanted);
    if (!place) continue;
    place.scrollIntoView();
    await sleep(1); // figures above it have come by then
    return place.scrollIntoView();
  }
}

document.addEventListener("click", followLink, true);
goToPlace(new URLSearchParams(location.search).get("path"), ONE_NOTEBOOK && location.hash);

const app = await application();
const shown = line(app);
const followed = new WeakMap(); // of each notebook's session: whether Python is there
let blocked = false;

function tell(started) {
  if (blocked) shown.say(BLOCKED, "alarm");
  else if (started) shown.say(WORK);
  else shown.say(STARTING, "waiting");
}

function look() {
  const session = app.shell.currentWidget?.sessionContext;
  if (!session) return;
  if (followed.has(session)) return tell(followed.get(session));
  followed.set(session, false);
  follow(session, (started) => {
    followed.set(session, started);
    if (app.shell.currentWidget?.sessionContext === session) tell(started);
  });
}

tell(false);
app.shell.currentChanged?.connect(look);
app.commands.commandExecuted.connect((_, { id }) => {
  if (id.includes("interrupt")) shown.say(NOT_INTERRUPTED, "restart");
});
await app.started;
look();
blocked = !(await fileAccess());
if (blocked) look();
