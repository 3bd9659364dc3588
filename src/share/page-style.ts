/**
 * How the page of a share link looks: the dashboard's colours as plain CSS, light and dark, narrow screens first.
 */
export const STYLE = `:root{color-scheme:light dark;--bg:light-dark(#f7f8fa,#0f1114);--surface:light-dark(#fff,#16191d);--line:light-dark(#e4e6ea,#272b31);--text:light-dark(#1d2127,#eceef1);--text-2:light-dark(#565d67,#a7adb6);--gain:light-dark(#12693a,#5fd393);--loss:light-dark(#b3261e,#ff8a80);--accent:light-dark(#3d5bd9,#8ea6ff)}
*{box-sizing:border-box;margin:0}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;background:var(--bg);color:var(--text);max-width:48rem;margin:0 auto;padding:max(1.25rem,env(safe-area-inset-top)) max(1rem,env(safe-area-inset-right)) 2rem max(1rem,env(safe-area-inset-left))}
header{margin-bottom:1rem}h1{font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}h2{font-size:1rem;margin-bottom:.5rem}
#state{color:var(--text-2);font-size:.875rem}#state::before{content:"";display:inline-block;width:.55em;height:.55em;margin-right:.45em;border-radius:50%;background:var(--text-2)}#state[data-kind=live]::before{background:var(--gain)}
section{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:1rem;margin-bottom:1rem}
.note{color:var(--text-2);font-size:.8125rem;margin-bottom:1rem;text-wrap:pretty}section .note{margin-bottom:.5rem}
.empty{color:var(--text-2);padding:.5rem 0}main>.empty,#books>.empty{padding:1rem 0}
.figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem .75rem}
dt{color:var(--text-2);font-size:.8125rem}dd{margin:0}.value{display:block;font-size:1.25rem;font-weight:600;line-height:1.3;font-variant-numeric:tabular-nums}
.figures>div:first-child .value{font-size:clamp(1.25rem,5.5vw,1.75rem)}
small{font-size:.8125rem;color:var(--text-2);font-weight:400}
.value.gain,.result.gain{color:var(--gain)}.value.loss,.result.loss{color:var(--loss)}
.chart{margin:1.25rem 0 0}.chart svg{display:block;width:100%;height:auto;overflow:visible}
path{fill:none;vector-effect:non-scaling-stroke}.zero{stroke:var(--line);stroke-width:1}.line{stroke-width:2;stroke-linejoin:round;stroke-linecap:round}.line.gain{stroke:var(--gain)}.line.loss{stroke:var(--loss)}.area{opacity:.12}.area.gain,rect.gain{fill:var(--gain)}.area.loss,rect.loss{fill:var(--loss)}
figcaption{display:flex;justify-content:space-between;gap:.5rem;color:var(--text-2);font-size:.75rem;margin-top:.375rem;font-variant-numeric:tabular-nums}
h3{font-size:.875rem;margin:1.25rem 0 .5rem;overflow-wrap:anywhere}.money .value,.figures.money>div:first-child .value{font-size:1rem}.value{overflow-wrap:anywhere}
.trades{list-style:none;padding:0}.trades li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 .75rem;padding:.5rem 0;border-top:1px solid var(--line)}.trades li:first-child{border-top:0}
.pair{font-weight:500;overflow-wrap:anywhere}.result{text-align:right;font-weight:500;font-variant-numeric:tabular-nums}.result small{margin-left:.5em}.more{grid-column:1/-1;color:var(--text-2);font-size:.8125rem;overflow-wrap:anywhere}
footer{color:var(--text-2);font-size:.8125rem}
@media (min-width:40rem){body{padding-top:2.5rem}.figures{grid-template-columns:repeat(3,minmax(0,1fr))}.figures.money{grid-template-columns:repeat(4,minmax(0,1fr))}section{padding:1.25rem}}`;
