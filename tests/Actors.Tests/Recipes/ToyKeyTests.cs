using System.Text.Json.Nodes;
using Actors.Search.Deciding;
using Actors.Tests.Search;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Testing;

namespace Actors.Tests.Recipes;

/// <summary>
/// CONTRIBUTING's first rule for a setting key, followed and not followed: what is named free renames no search, and what is not named
/// does.
/// </summary>
public class ToyKeyTests
{
    public static TheoryData<string> Free => [.. SettingsIdentity.Free];

    [Theory, MemberData(nameof(Free))]
    public void A_search_keeps_its_name_whatever_a_free_key_says(string path) =>
        Assert.Equal(HashWith(path, "one"), HashWith(path, "another"));

    [Theory, InlineData("strategy.toy"), InlineData("toy"), InlineData("toys.toy")]
    public void A_key_that_nobody_named_is_what_results_depend_on(string path)
    {
        Assert.NotEqual(HashWith(path, "one"), HashWith(path, "another"));
        Assert.NotEqual(SettingsIdentity.Hash(SettingsJson.Text(TestSearches.Settings())), HashWith(path, "one"));
    }

    [Theory, MemberData(nameof(Free))]
    public void Every_free_key_is_one_that_a_search_file_can_have(string path) =>
        Assert.Contains(path, MethodSciences.All.SelectMany(method => SettingsKeys.Of(method.SettingsType)).Select(key => key.Path));

    private static string HashWith(string path, string value)
    {
        var tree = JsonNode.Parse(SettingsJson.Text(TestSearches.Settings()))!.AsObject();
        var keys = path.Split('.');
        var section = tree;
        foreach (var key in keys.SkipLast(1))
        {
            if (section[key] is not JsonObject)
                section[key] = new JsonObject();
            section = section[key]!.AsObject();
        }
        section[keys[^1]] = value;
        return SettingsIdentity.Hash(tree.ToJsonString());
    }
}
