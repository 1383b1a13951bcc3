extension HTML {
    /// A page that is complete in itself: it fetches nothing and runs nothing, and follows the reader's wish for light or dark.
    /// Charts on white paper are turned dark with it.
    package static func report(title: String, _ body: HTML) -> HTML {
        .page(
            title: title,
            head: """
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <style>
                :root { --paper: #fff; --ink: #1b1f24; --faint: #5b6470; --line: #e3e6ea; --soft: #f6f7f9; --link: #0061a4 }
                body { font: 16px/1.55 system-ui, "Segoe UI", Roboto, sans-serif; background: var(--paper); color: var(--ink) }
                body { max-width: 48rem; margin: 2.5rem auto; padding: 0 1.2rem }
                h1 { font-size: 1.6rem } h2 { font-size: 1.15rem; margin: 2.6rem 0 0.6rem } p { margin: 0.3rem 0 }
                nav ol { columns: 18rem; padding-left: 1.4rem } nav a { color: var(--link) }
                pre { font: 0.85rem/1.3 ui-monospace, Menlo, Consolas, monospace; background: var(--soft) }
                pre { padding: 0.8rem 1rem; border-radius: 6px; overflow: auto }
                figure { margin: 1.2rem 0 } figcaption { color: var(--faint); font-size: 0.9rem }
                svg { width: 100%; height: auto; display: block }
                footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--faint); font-size: 0.9rem }
                @media (prefers-color-scheme: dark) {
                  :root { --paper: #16181d; --ink: #e6e8eb; --faint: #a3abb6; --line: #2f343d; --soft: #1d2026 }
                  :root { --link: #6cb6f2 }
                  svg { filter: invert(0.91) hue-rotate(180deg) }
                }
                @media print { section { break-inside: avoid } }
                </style>
                """, body)
    }
}
