namespace Seed.Results.Html;

/// <summary>The report's style sheet: system fonts, light and dark, readable on paper.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --page: #ffffff; --panel: #f6f7f9; --ink: #24292f; --faint: #656d76; --grid: #e1e4e8;
          --candidates: #2a78d6; --best: #d95926; --baseline: #1b8f6a; --notice: #fff4d6; --notice-ink: #5f4300; }
        @media (prefers-color-scheme: dark) { :root { --page: #14171b; --panel: #1c2026; --ink: #e4e8ed; --faint: #98a1ac; --grid: #30363d;
          --candidates: #5b9ff0; --best: #f0824f; --baseline: #3dbf92; --notice: #3a2f12; --notice-ink: #f2d48a; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem; letter-spacing: -.01em; }
        h2 { font-size: 1.25rem; margin: 3rem 0 .75rem; padding-top: 1.25rem; border-top: 1px solid var(--grid); }
        h3 { font-size: 1rem; margin: 0 0 .15rem; }
        p { margin: .5rem 0; max-width: 46rem; }
        .faint, figcaption { color: var(--faint); }
        .lead { font-size: 1.15rem; margin: 1rem 0; }
        .notice { background: var(--notice); color: var(--notice-ink); padding: .75rem 1rem; border-radius: .5rem; margin: 1rem 0; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem; margin: 1.5rem 0; }
        .tile { background: var(--panel); border-radius: .6rem; padding: .9rem 1rem; }
        .tile b { display: block; font-size: 1.55rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
        .tile span { color: var(--faint); font-size: .85rem; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .93rem; font-variant-numeric: tabular-nums; }
        th { text-align: left; font-weight: 600; color: var(--faint); }
        th, td { padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--grid); vertical-align: top; }
        td.n, th.n { text-align: right; }
        tr.winner td { font-weight: 600; }
        code, pre { font: .86rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
        code { overflow-wrap: anywhere; }
        pre { background: var(--panel); border-radius: .5rem; padding: .9rem 1rem; overflow-x: auto; }
        figure { margin: 1.5rem 0 2rem; }
        figure svg { display: block; width: 100%; height: auto; }
        figcaption { font-size: .9rem; max-width: 46rem; }
        .drawing { background: var(--panel); border-radius: .6rem; padding: 1rem; overflow-x: auto; }
        .drawing svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
        details summary { cursor: pointer; color: var(--faint); }
        li { margin: .35rem 0; max-width: 46rem; }
        @media print { main { max-width: none; padding: 0; } h2 { break-after: avoid; } figure, tr { break-inside: avoid; } }
        """;
}
