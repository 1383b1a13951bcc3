/// What pages take besides themselves.
enum UIAssets {
    /// Brings what changes up to date, every two seconds, while somebody looks. What is marked and where the keys are stay.
    /// Without it pages are as they were.
    static let script = """
        "use strict";
        const named = (part, element) => [...part.querySelectorAll("a, button, input")].find(
          (other) => other.tagName == element.tagName && (other.href ?? other.value) == (element.href ?? element.value));
        function put(next, live) {
          for (const box of live.querySelectorAll("input:checked")) {
            const same = named(next, box);
            if (same) same.checked = true;
          }
          const focused = live.contains(document.activeElement) && named(next, document.activeElement);
          live.replaceWith(next);
          if (focused) focused.focus({ preventScroll: true });
        }
        async function refresh() {
          const live = document.querySelector("#live[data-live]");
          if (!live) return;
          if (!document.hidden) {
            try {
              const answer = await fetch(location.href);
              const page = new DOMParser().parseFromString(await answer.text(), "text/html");
              const next = page.querySelector("#live");
              if (answer.ok && next && next.outerHTML != live.outerHTML) put(next, live);
            } catch {
              // The server is away; it is asked again.
            }
          }
          setTimeout(refresh, 2000);
        }
        setTimeout(refresh, 2000);

        """

    /// A martlet's swallow tail.
    static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">\
        <path d="M1 3c4 0 6 2 7 5 1-3 3-5 7-5-3 2-4 5-5 10L8 10l-2 3C5 8 4 5 1 3z" fill="#0072B2"/></svg>
        """

    static let style = """
        :root {
          --paper: #fff; --ink: #1b1f24; --faint: #5b6470; --line: #e3e6ea; --soft: #f6f7f9; --link: #0061a4;
          --good: #1a7f37; --bad: #b3261e; --busy: #8a5a00;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #16181d; --ink: #e6e8eb; --faint: #a3abb6; --line: #2f343d; --soft: #1d2026; --link: #6cb6f2;
            --good: #5fc77d; --bad: #ff8f87; --busy: #e3b341;
          }
          .charts svg, .report svg { filter: invert(0.91) hue-rotate(180deg) }
        }
        * { box-sizing: border-box }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
        }
        a { color: var(--link); text-decoration: none }
        a:hover { text-decoration: underline }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px }
        .skip { position: absolute; left: -99rem }
        .skip:focus { left: 1rem; top: 0.5rem; background: var(--paper); padding: 0.4rem 0.8rem; z-index: 2 }
        header { border-bottom: 1px solid var(--line); background: var(--soft) }
        header nav { max-width: 84rem; margin: auto; padding: 0.7rem 1.5rem; display: flex; gap: 1.5rem }
        .brand { font-weight: 650; color: var(--ink) }
        main { max-width: 84rem; margin: auto; padding: 1.2rem 1.5rem 4rem }
        h1 { font-size: 1.5rem; font-weight: 650; margin: 0.2rem 0 0.8rem; overflow-wrap: anywhere }
        h2 { font-size: 1.05rem; font-weight: 650; margin: 2rem 0 0.6rem }
        .trail { display: flex; flex-wrap: wrap; gap: 0.5rem; list-style: none; margin: 0; padding: 0; font-size: 0.9rem }
        .trail li::after { content: "/"; color: var(--faint); margin-left: 0.5rem }
        .faint { color: var(--faint) }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
        .notice { border-left: 3px solid var(--bad); background: var(--soft); padding: 0.6rem 1rem; overflow-wrap: anywhere }
        .wide { overflow-x: auto }
        table { border-collapse: collapse; font-size: 0.93rem }
        th, td { text-align: left; padding: 0.4rem 1.1rem 0.4rem 0; border-bottom: 1px solid var(--line); font-weight: 400 }
        thead th { color: var(--faint); font-weight: 550; white-space: nowrap; vertical-align: bottom }
        thead th a { color: inherit }
        thead th[aria-sort] { color: var(--ink) }
        tbody tr:hover { background: var(--soft) }
        td, tbody th { max-width: 28rem; overflow-wrap: anywhere }
        .runs td, .runs tbody th { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; max-width: 18rem }
        .number { text-align: right; font-variant-numeric: tabular-nums }
        .pairs th { color: var(--faint); vertical-align: top }
        .differs th, .differs td { font-weight: 600 }
        .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 0 3rem }
        .status { display: inline-flex; align-items: center; gap: 0.4rem }
        .status::before { content: ""; width: 0.55rem; height: 0.55rem; border-radius: 50%; background: var(--faint) }
        .status.finished::before { background: var(--good) }
        .status.failed::before { background: var(--bad); border-radius: 0 }
        .status.running::before { background: var(--busy) }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(24rem, 1fr)); gap: 1rem 2rem }
        figure { margin: 0 }
        figcaption { font-weight: 550 }
        svg { width: 100%; height: auto; display: block }
        form.filter { display: flex; flex-wrap: wrap; align-items: center; gap: 0.3rem 0.7rem; margin-bottom: 0.8rem }
        form.filter p { flex-basis: 100%; margin: 0; font-size: 0.87rem }
        input[type=search] { flex: 1 1 24rem; max-width: 46rem }
        input[type=search], input[type=text], select, button {
          font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px;
          padding: 0.35rem 0.7rem;
        }
        button { background: var(--soft); cursor: pointer }
        button:hover { border-color: var(--faint) }
        .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.2rem; margin: 1rem 0 0.4rem }
        .bar nav { margin-left: auto }
        fieldset { border: 1px solid var(--line); border-radius: 6px; margin: 0.6rem 0 }
        .boxes { columns: 14rem; max-height: 18rem; overflow: auto }
        .boxes label { display: block }
        summary { cursor: pointer; color: var(--faint) }
        .files { list-style: none; padding: 0 }
        .files li { margin: 0.35rem 0 }
        .files img { display: block; max-width: 40rem; width: 100%; margin: 0.5rem 0 1rem; border: 1px solid var(--line) }
        .alias { color: var(--link); font-weight: 550 }
        td form { margin: 0 }
        code, pre { font: 0.88rem/1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace }
        pre { background: var(--soft); padding: 0.8rem 1rem; border-radius: 6px; overflow: auto; max-height: 26rem }
        @media (max-width: 40rem) { .charts, .columns { grid-template-columns: 1fr } }

        """
}
