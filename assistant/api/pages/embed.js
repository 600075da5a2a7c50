// Puts a floating chat on the page that loads it:
//   <script src="http://127.0.0.1:7860/embed.js" data-title="Ask our articles" data-side="right" data-open="false" defer></script>
// Everything it shows is in a frame of the assistant's own origin: this page's styles and scripts do not reach in, nor the other way round.
(() => {
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const title = script.dataset.title || "Ask your articles";
  const side = script.dataset.side === "left" ? "left" : "right";

  const start = () => {
    const host = document.createElement("div");
    const shadow = host.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(`
      button { position: fixed; bottom: 20px; ${side}: 20px; z-index: 2147483646; padding: 12px 18px; border: 0; border-radius: 999px;
               background: #0d7d74; color: #fff; font: 600 15px/1.2 system-ui, sans-serif; cursor: pointer; box-shadow: 0 4px 16px #0004; }
      button:focus-visible { outline: 3px solid #5ec9bf; outline-offset: 2px; }
      iframe { position: fixed; bottom: 76px; ${side}: 20px; z-index: 2147483646; width: min(400px, calc(100vw - 40px));
               height: min(600px, calc(100vh - 110px)); border: 0; border-radius: 14px; box-shadow: 0 8px 32px #0005; }
      iframe[hidden] { display: none; }`);
    shadow.adoptedStyleSheets = [style];

    const button = document.createElement("button");
    button.type = "button";
    button.textContent = title;
    let frame = null;
    const toggle = () => {
      if (!frame) {
        frame = document.createElement("iframe");
        frame.title = title;
        frame.src = `${origin}/embed#${encodeURIComponent(title)}`;
        frame.hidden = true;
        shadow.prepend(frame);
      }
      frame.hidden = !frame.hidden;
      button.setAttribute("aria-expanded", String(!frame.hidden));
    };
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", toggle);
    shadow.append(button);
    document.body.append(host);
    if (script.dataset.open === "true") toggle();
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
