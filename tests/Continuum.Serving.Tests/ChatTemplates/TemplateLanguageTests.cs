using Continuum.Serving.ChatTemplates;

namespace Continuum.Serving.Tests.ChatTemplates;

/// <summary>The language, piece by piece: expectations are those of Jinja with trim_blocks and lstrip_blocks.</summary>
public class TemplateLanguageTests
{
    [Theory]
    [InlineData("a {{ 1 + 2 * 3 }} b", "a 7 b")]
    [InlineData("{{ (1 + 2) * 3 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }}", "9 3 -4 2 3.5")]
    [InlineData("{{ 'a' ~ 1 ~ none ~ true }}", "a1NoneTrue")]
    [InlineData("{{ 'x' if 1 > 2 else 'y' }}{{ 'z' if false }}", "y")]
    [InlineData("{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ not 1 == 2 }}", "True False True")]
    [InlineData("{{ 0 or 'b' }} {{ 1 and 'c' }} {{ '' or none }}", "b c None")]
    [InlineData("{{ 'b' in 'abc' }} {{ 3 not in [1, 2] }} {{ 'k' in {'k': 1} }}", "True True True")]
    [InlineData("{{ [1, 'a', none, {'k': 1.0}] }}", "[1, 'a', None, {'k': 1.0}]")]
    [InlineData("{{ 'abcdef'[1:-1] }} {{ [1,2,3,4][::2] }} {{ [1,2,3][::-1] }} {{ 'abc'[-1] }} {{ 'abc'[5:] }}|", "bcde [1, 3] [3, 2, 1] c |")]
    [InlineData("{{ {'a': {'b': 1}}.a['b'] }} {{ {'a': {'b': {}}} }}", "1 {'a': {'b': {}}}")]
    [InlineData("{{ 'a\\n\\tb\\'c\\u00e9' \"d\" }}", "a\n\tb'c\u00e9d")]
    [InlineData("{{ ' x ' | trim | upper ~ 'y' }}", "Xy")]
    [InlineData("{{ x is defined }} {{ x is undefined }} {{ none is none }} {{ 3 is odd }} {{ 4 is divisibleby 2 }} {{ 'a' is not string }}", "False True True True True False")]
    [InlineData("{{ x | default('d') }} {{ '' | default('e', true) }} {{ [] | length }} {{ 'é' | length }}", "d e 0 1")]
    [InlineData("{{ {'b': [1, true, none, 'q\"'], 'a': 1.5} | tojson }}", "{\"b\": [1, true, null, \"q\\\"\"], \"a\": 1.5}")]
    [InlineData("{{ {'a': [1]} | tojson(indent=2) }}", "{\n  \"a\": [\n    1\n  ]\n}")]
    [InlineData("{{ ['b', 'a'] | sort | join('-') }} {{ [1, 2] | first }} {{ [1, 2] | last }} {{ [1, 1, 2] | unique | list }}", "a-b 1 2 [1, 2]")]
    [InlineData("{{ [{'r': 'u', 'c': 1}, {'r': 's', 'c': 2}] | rejectattr('r', 'equalto', 'u') | map(attribute='c') | list }}", "[2]")]
    [InlineData("{{ ['a', 'b'] | map('upper') | join }}", "AB")]
    [InlineData("{{ 'a,b,c'.split(',', 1)[1] }} {{ ' a  b '.split() | length }} {{ '-x-'.strip('-') }} {{ 'ab'.replace('b', 'c') }} {{ 'hello world'.title() }}", "b,c 2 x ac Hello World")]
    [InlineData("{% for k, v in {'a': 1, 'b': 2}.items() %}{{ loop.index }}{{ k }}{{ v }}{{ ',' if not loop.last }}{% endfor %}", "1a1,2b2")]
    [InlineData("{% for x in [] %}{{ x }}{% else %}none{% endfor %}", "none")]
    [InlineData("{% for x in [1, 2, 3, 4] if x is even %}{{ x }}:{{ loop.length }} {% endfor %}", "2:2 4:2 ")]
    [InlineData("{% for x in range(5) %}{% if x == 1 %}{% continue %}{% endif %}{% if x == 3 %}{% break %}{% endif %}{{ x }}{% endfor %}", "02")]
    [InlineData("{% for x in 'ab' %}{{ loop.previtem }}{{ x }}{{ loop.nextitem }}{{ loop.cycle('!', '?') }}{% endfor %}", "ab!ab?")]
    [InlineData("{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}{% if true %}{% set x = 3 %}{% endif %}{{ x }}", "13")]
    [InlineData("{% set ns = namespace(n=0) %}{% for i in [1, 2] %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}", "3")]
    [InlineData("{% set a, b = [1, 2] %}{{ b }}{{ a }}{% set t %}x{{ a }}{% endset %}{{ t | upper }}", "21X1")]
    [InlineData("{% macro m(a, b='d') %}[{{ a }}{{ b }}]{% endmacro %}{{ m(1) }}{{ m(1, b=2) }}", "[1d][12]")]
    [InlineData("{% generation %}x{% endgeneration %}{# note #}y", "xy")]
    [InlineData("a\n  {% if true %}\n  b\n  {% endif %}\nc", "a\n  b\nc")]
    [InlineData("a  {%- if true -%}  b  {%- endif -%}  c", "abc")]
    [InlineData("  {# c #}\n  {{ 'x' }}\n", "  x")]
    [InlineData("{{ 'x' }}\n{{ 'y' }}", "x\ny")]
    [InlineData("{{ '{{' }}{{ '%}' }}", "{{%}")]
    public void It_writes(string source, string expected) => Assert.Equal(expected, new ChatTemplate(source).Render([]));

    [Theory]
    [InlineData("{% include 'x' %}", "Line 1: the statement 'include' is not supported")]
    [InlineData("a\nb\n{{ x | pprint }}", "Line 3: the filter 'pprint' is not supported")]
    [InlineData("{{ x is sameas y }}", "the test 'sameas' is not supported")]
    [InlineData("{% for a in b recursive %}{% endfor %}", "recursive")]
    [InlineData("{% if x %}", "endif was expected")]
    [InlineData("{% endif %}", "no block is open")]
    [InlineData("{% if x %}{% endfor %}", "endfor")]
    [InlineData("{{ x", "not closed")]
    [InlineData("{{ 'x }}", "not closed")]
    [InlineData("{# x", "not closed")]
    [InlineData("{{ 1 + }}", "a value was expected")]
    [InlineData("{{ a b }}", "}} was expected")]
    [InlineData("{{ ? }}", "'?' has no meaning")]
    [InlineData("{% break %}", "outside of a loop")]
    [InlineData("{{ f(*x) }}", "unpacked")]
    [InlineData("{{ f(a=1, 2) }}", "without a name")]
    public void What_it_does_not_know_is_refused_when_it_is_read(string source, string expected) => Assert.Contains(expected, Assert.Throws<TemplateException>(() => new ChatTemplate(source)).Message);

    [Theory]
    [InlineData("{{ x.y }}", "'x' does not exist")]
    [InlineData("{{ none.y }}", "of none")]
    [InlineData("{{ f() }}", "'f' is called")]
    [InlineData("{{ 'a'.format(1) }}", "method format")]
    [InlineData("{{ messages.append(1) }}", "method append")]
    [InlineData("{{ 'a' + 1 }}", "not supported")]
    [InlineData("{{ 1 // 0 }}", "division by zero")]
    [InlineData("{{ raise_exception('No ' ~ 'way') }}", "No way")]
    [InlineData("{% for i in range(3000) %}{% for j in range(3000) %}{% endfor %}x{% for k in range(2000) %}{{ k }}{% endfor %}{% endfor %}", "more than 2000000 steps")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "64 deep")]
    [InlineData("{% for i in range(10000000) %}{% endfor %}", "range has more than")]
    [InlineData("{{ 'a' | tojson(sort_keys=true) }}", "indent only")]
    public void What_goes_wrong_is_said_when_it_runs(string source, string expected) => Assert.Contains(expected, Assert.Throws<TemplateException>(() => new ChatTemplate(source).Render([])).Message);

    [Fact]
    public void Deep_nesting_is_refused_and_no_crash()
    {
        Assert.Contains("deep", Assert.Throws<TemplateException>(() => new ChatTemplate("{{ " + new string('(', 5000) + "1" + new string(')', 5000) + " }}")).Message);
        Assert.Contains("deep", Assert.Throws<TemplateException>(() => new ChatTemplate(string.Concat(Enumerable.Repeat("{% if x %}", 5000)))).Message);
        Assert.Throws<TemplateException>(() => new ChatTemplate("{{ " + string.Concat(Enumerable.Repeat("not ", 50000)) + "1 }}"));
        Assert.Throws<TemplateException>(() => new ChatTemplate("{{ " + new string('-', 50000) + "1 }}"));
    }
}
