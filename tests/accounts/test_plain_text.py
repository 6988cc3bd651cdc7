"""What legal texts are written with becomes headings, paragraphs, lists and links, and nothing else."""

import pytest

from accounts.templatetags.legal import written


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("一\n二\n\n三", "<p>一二</p>\n<p>三</p>"),
        ("## 題\n文", "<h2>題</h2>\n<p>文</p>"),
        ("## 題\n## 題二", "<h2>題</h2>\n<h2>題二</h2>"),
        (
            "### 小\n- 一\n- 二\n\n1. 三\n2. 四",
            "<h3>小</h3>\n<ul><li>一</li><li>二</li></ul>\n<ol><li>三</li><li>四</li></ol>",
        ),
        ("[問い合わせ](/contact/)へ", '<p><a class="link" href="/contact/">問い合わせ</a>へ</p>'),
        ("[x](//evil.example/)", "<p>[x](//evil.example/)</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ('[x](/a"b/)', "<p>[x](/a&quot;b/)</p>"),
        ("<script>x</script> **b**", "<p>&lt;script&gt;x&lt;/script&gt; **b**</p>"),
        ("[<b>](/contact/)", '<p><a class="link" href="/contact/">&lt;b&gt;</a></p>'),
        ("one\ntwo", "<p>one two</p>"),
        ("-1は負の数\n##x", "<p>-1は負の数 ##x</p>"),
    ],
)
def test_marks_become_html_and_html_stays_text(text: str, html: str) -> None:
    assert written(text) == html
