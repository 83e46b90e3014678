using System.Text.Json;
using Nas.Model;
using Seed.Hocon;

namespace Seed.Tests.Hocon;

public class HoconParserTests
{
    [Theory]
    [InlineData("a { b = 1 }\na.c = 2", """{"a":{"b":1,"c":2}}""")]
    [InlineData("{ a : { b : 1 } }", """{"a":{"b":1}}""")]
    [InlineData("a { b = 1 }\na.b = 3 // last one wins", """{"a":{"b":3}}""")]
    [InlineData("a = 1\na { b = 2 }", """{"a":{"b":2}}""")]
    [InlineData("a = [1, 2\n3,\n]", """{"a":[1,2,3]}""")]
    [InlineData("a = foo bar  # comment\nb = \" # no comment \"", """{"a":"foo bar","b":" # no comment "}""")]
    [InlineData("\"a.b\" = 1, \"c d\".e = x", """{"a.b":1,"c d":{"e":"x"}}""")]
    [InlineData("a = ${b.c}\nb { c = 5 }", """{"a":5,"b":{"c":5}}""")]
    [InlineData("a = ${?nope}\nb = 1", """{"b":1}""")]
    [InlineData("base { x = 1, y = 1 }\na = ${base} { y = 2 }", """{"base":{"x":1,"y":1},"a":{"x":1,"y":2}}""")]
    [InlineData("n = 3\na = v${n}.0", """{"n":3,"a":"v3.0"}""")]
    [InlineData("a { b = 1, c = ${a.b} }", """{"a":{"b":1,"c":1}}""")]
    [InlineData("a = null, b = \"null\", c = 1e-9, d = -1.5, e = true", """{"a":null,"b":"null","c":1e-9,"d":-1.5,"e":true}""")]
    [InlineData("a = \"\"\"two\nlines\"\"\"", """{"a":"two\nlines"}""")]
    [InlineData("", "{}")]
    [InlineData("a = [1] ${b}\nb = [2]", """{"a":[1,2],"b":[2]}""")]
    public void Reads_what_hocon_means(string text, string json) => Assert.Equal(json, Json(text));

    [Theory]
    [InlineData("a = 1\na = ${?X}", """{"a":9}""")]
    [InlineData("a = 1\na = ${?UNSET}", """{"a":1}""")]
    [InlineData("a = ${?X}", """{"a":9}""")]
    [InlineData("a = ${?UNSET}", "{}")]
    [InlineData("a = [1, ${?X}, ${?UNSET}, 3]", """{"a":[1,9,3]}""")]
    [InlineData("a = ${?HOME}/data", """{"a":"/home/me/data"}""")]
    [InlineData("a = v${?UNSET}1", """{"a":"v1"}""")]
    [InlineData("a { b = 1, c = 2 }\na { b = ${?X} }", """{"a":{"b":9,"c":2}}""")]
    [InlineData("a.b = ${?X}", """{"a":{"b":9}}""")]
    [InlineData("a = { b = 1 } { b = ${?X} }", """{"a":{"b":9}}""")]
    [InlineData("a = ${b}\nb = ${?X}", """{"a":9,"b":9}""")]
    [InlineData("a = ${?b}\nb = ${?UNSET}", "{}")]
    [InlineData("X = 3\na = ${?X}", """{"X":3,"a":3}""")]
    [InlineData("a = ${?DOTTED.NAME}", """{"a":"d"}""")]
    [InlineData("a = ${?\"DOTTED.NAME\"}", """{"a":"d"}""")]
    [InlineData("a = ${?EMPTY}", """{"a":""}""")]
    [InlineData("a = \"${?X}\"", """{"a":"${?X}"}""")]
    public void An_optional_reference_to_no_key_is_to_the_environment_wherever_it_stands(string text, string json)
    {
        var environment = new Dictionary<string, string>
        {
            ["X"] = "9",
            ["HOME"] = "/home/me",
            ["DOTTED.NAME"] = "d",
            ["EMPTY"] = "",
        };
        Assert.Equal(json, Json(text, environment.GetValueOrDefault));
    }

    [Theory]
    [InlineData(
        "\na = ${X}",
        "f:2: ${X} refers to a key that is not in the file; define it, or write the value itself, or ${?X} to have the environment's"
    )]
    [InlineData("a = ${b}\nb = ${?UNSET}", "f:1: ${b} refers to a key that is not in the file; define it, or write the value itself")]
    public void A_reference_that_is_not_optional_needs_a_key(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<UserException>(() => Json(text, name => name == "X" ? "9" : null)).Message);

    [Fact]
    public void Reads_every_json_text_as_json_does()
    {
        const string json =
            """{"quote":"a\"b\\c\n#{}é,//x\u0041","none":null,"yes":true,"small":1E-09,"empty":[],"o":{},"text":"12","deep":{"x":[{"y":1},[2]]}}""";
        Assert.True(
            System.Text.Json.Nodes.JsonNode.DeepEquals(
                System.Text.Json.Nodes.JsonNode.Parse(json),
                System.Text.Json.Nodes.JsonNode.Parse(Json(json))
            )
        );
    }

    [Theory]
    [InlineData("a {\n b = 1\n", "f:1: '{' is never closed")]
    [InlineData("a = 1\n}", "f:2: unexpected '}'")]
    [InlineData("a = [1, 2", "f:1: a: '[' is never closed")]
    [InlineData("a = [1 }", "f:1: a: '}' inside a list")]
    [InlineData("a =\nb = 2", "f:1: a: has no value")]
    [InlineData("a\nb = 2", "f:1: a: has no value; write a = VALUE")]
    [InlineData("\n\na = = 1", "f:3: a: a second '='")]
    [InlineData("u = http://x", "f:1: u: a second ':'")]
    [InlineData("a = \"open\nb = 1", "f:1: a quote '\"' is not closed")]
    [InlineData("a += 1", "f:1: a: += is not supported")]
    [InlineData("a = ${b}\nb = ${a}", "leads back to itself")]
    [InlineData("a = ${a} x", "leads back to itself")]
    [InlineData("b = 1\na = ${nope.x}", "f:2: ${nope.x} refers to a key that is not in the file")]
    [InlineData("a = 1 { b = 2 }", "cannot be joined")]
    [InlineData("{ a = 1 } b", "after the closing '}'")]
    [InlineData("= 1", "f:1: a key is missing before '='")]
    [InlineData("a = \"C:\\data\"", "a backslash in quotes must be doubled")]
    [InlineData("include foo", "include takes a file name in quotes")]
    [InlineData("a = 1\nb = x\0y", "f:2: is no text, for it holds a zero byte")]
    [InlineData("a = \"\\u0000\"", "\\u0000 has no place in any value")]
    public void Every_slip_is_an_error_with_its_line(string text, string sentence)
    {
        var error = Assert.Throws<UserException>(() => Json(text));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("f:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pit_of_brackets_is_an_error_and_no_stack_overflow()
    {
        var error = Assert.Throws<UserException>(() => Json("a = " + new string('[', 100_000)));
        Assert.Contains("brackets inside one another", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Bombs() =>
        [
            string.Join('.', Enumerable.Repeat("a", 100_000)) + " = 1",
            new string('.', 100_000) + " = 1",
            "a = ${" + string.Join('.', Enumerable.Repeat("a", 100_000)) + "}",
            string.Concat(Enumerable.Repeat("a { ", 100_000)),
            Lines(100_000, i => $"a{i} = {{ x = ${{a{i + 1}}} }}") + "a100000 = 1",
            Lines(60_000, _ => "a = ${?b}") + "b = 1",
            "a0 = x\n" + Lines(60, i => $"a{i + 1} = ${{a{i}}}${{a{i}}}"),
            "a0 = [x]\n" + Lines(60, i => $"a{i + 1} = ${{a{i}}} ${{a{i}}}"),
            "a0 { x = 1 }\n" + Lines(60, i => $"a{i + 1} {{ l = ${{a{i}}}, r = ${{a{i}}} }}"),
            $"a = {new string('x', 1000)}\nb = [{string.Concat(Enumerable.Repeat("${a}y,", 100_000))}]",
        ];

    [Theory, MemberData(nameof(Bombs))]
    public void What_would_take_all_memory_or_the_whole_stack_is_refused_at_once(string text)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var error = Assert.Throws<UserException>(() => Json(text));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.StartsWith("f:", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 300);
    }

    [Fact]
    public void A_long_file_is_read_in_the_time_that_its_length_takes()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Parsed(Lines(60_000, i => $"a {{ b{i} = 1 }}"));
        Parsed("a = " + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{{ b{i} = 1 }}")));
        // Copying what there is for every line took minutes.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    /// <summary>Akka's parser is the oracle wherever it keeps to the language.</summary>
    [Theory]
    [InlineData("a { b = 1, c = [1,2, 3M] }\na.d = foo bar\nx = ${a.b}")]
    [InlineData("a {b =1}\nx { c = ${a.b} }\n# end")]
    [InlineData("a { b = 1 }\na { c = 2 }\na.b = 3")]
    [InlineData("x.y.z = \"q # q\"\nx.y.w = [\n1\n2\n]")]
    public void Agrees_with_akkas_parser(string text)
    {
        var theirs = Akka.Configuration.Hocon.Parser.Parse(text, null).Value;
        Assert.Equal(Flat(theirs), Flat(Parsed(text)));
    }

    private static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));

    private static HoconObject Parsed(string text, Func<string, string?>? environment = null) =>
        HoconResolver.Resolve(HoconParser.Parse(text, "f", (origin, _) => throw origin.Error("no includes here")), environment);

    private static string Json(string text, Func<string, string?>? environment = null) =>
        FreeForm
            .Object(Parsed(text, environment), new ProblemList("f"), "")
            .ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static string Flat(HoconNode node) =>
        node switch
        {
            HoconObject inner => "{"
                + string.Join(",", inner.Members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => m.Key + ":" + Flat(m.Value)))
                + "}",
            HoconArray array => "[" + string.Join(",", array.Items.Select(Flat)) + "]",
            _ => ((HoconText)node).Text,
        };

    private static string Flat(Akka.Configuration.Hocon.HoconValue value) =>
        value.IsObject()
            ? "{"
                + string.Join(
                    ",",
                    value.GetObject().Items.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => m.Key + ":" + Flat(m.Value))
                )
                + "}"
        : value.IsArray() ? "[" + string.Join(",", value.GetArray().Select(Flat)) + "]"
        : value.GetString();
}
