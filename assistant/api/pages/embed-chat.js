// The slim chat in the frame. All that it shows of questions, answers and documents is set as text, never as markup.
(() => {
  const VERDICTS = { not_in_sources: "Not in the documents", corrected: "The documents say otherwise", conflicting: "The documents disagree" };
  const talk = document.getElementById("talk");
  const form = document.getElementById("ask");
  const box = document.getElementById("question");
  const button = form.querySelector("button");
  const history = [];

  const add = (parent, tag, name, text = "") => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.textContent = text;
    parent.append(made);
    return made;
  };

  const source = (parent, label, citation) => {
    const details = add(parent, "details", "source");
    add(details, "summary", "", `${label}${citation.title || citation.source}`);
    add(details, "blockquote", "", citation.quote);
    add(details, "p", "where", `${citation.source}${citation.page ? `, page ${citation.page}` : ""}`);
    details.dataset.place = `${citation.document_id}:${citation.start}-${citation.end}`;
  };

  const show = (place, answer) => {
    place.className = `answer ${answer.verdict}`;
    place.textContent = "";
    if (answer.standalone_question !== answer.question) add(place, "p", "standalone", `Understood as: ${answer.standalone_question}`);
    if (VERDICTS[answer.verdict]) add(place, "p", "verdict", VERDICTS[answer.verdict]);
    if (answer.short) add(place, "p", "short", answer.short);
    if (answer.text) add(place, "p", "sentence", answer.text);
    if (answer.reason) add(place, "p", "reason", answer.reason);
    if (answer.note) add(place, "p", "reason", answer.note);
    for (const citation of answer.citations) source(place, `[${citation.n}] `, citation);
    if (answer.nearest) source(place, "Closest passage: ", answer.nearest);
  };

  const fail = (place, said) => {
    place.className = "answer failed";
    place.textContent = "";
    add(place, "p", "verdict", "No answer");
    add(place, "p", "reason", said);
  };

  const refused = async (place, response) => {
    const problem = await response.json().catch(() => ({}));
    fail(place, problem.detail || `The server said ${response.status}.`);
    if (response.status !== 401) return;
    const link = add(place, "a", "", "Sign in");
    link.href = "sign-in";
    link.target = "_blank";
  };

  // Server-sent events out of a fetch, since EventSource cannot POST.
  async function* events(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (let kept = "", part; !(part = await reader.read()).done; ) {
      const pieces = (kept + part.value).split("\n\n");
      kept = pieces.pop();
      for (const piece of pieces) {
        const field = (name) => piece.split("\n").filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join("\n");
        if (field("data")) yield [field("event"), JSON.parse(field("data"))];
      }
    }
  }

  const ask = async (question, place) => {
    const body = JSON.stringify({ question, history: history.slice(-20) });
    const response = await fetch("api/ask/stream", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (!response.ok) return refused(place, response);
    for await (const [name, data] of events(response.body)) {
      if (name === "passages") place.textContent = `Reading ${data.passages.length} passages…`;
      if (name === "error") return fail(place, data.detail);
      if (name !== "answer") continue;
      show(place, data);
      history.push([question, data.text || data.reason]);
      return undefined;
    }
    return fail(place, "The connection ended before the answer came.");
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const question = box.value.trim();
    if (!question || button.disabled) return;
    box.value = "";
    button.disabled = true;
    add(talk, "p", "question", question);
    const place = add(talk, "div", "answer waiting", "Looking through the documents…");
    try {
      await ask(question, place);
    } catch {
      fail(place, "The server cannot be reached.");
    } finally {
      button.disabled = false;
      place.scrollIntoView({ block: "nearest" });
      box.focus();
    }
  });

  const title = decodeURIComponent(location.hash.slice(1));
  if (title) document.title = document.getElementById("title").textContent = title;
})();
