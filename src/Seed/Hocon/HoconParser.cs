using System.Collections.Immutable;
using Nas.Model;

namespace Seed.Hocon;

/// <summary>
/// Reads HOCON strictly: braces that do not close, values that are missing and keys without a value are errors with file and line. (Akka's
/// own parser accepts all three in silence, knows no lines, and a circular reference ends the process.) Left out of the language, with an
/// error that says so: <c>+=</c>, self-reference, includes from addresses and class paths; and the environment for references that are not
/// optional, so that a file does without any environment. JSON is HOCON.
/// </summary>
public sealed class HoconParser
{
    /// <summary>The deepest nesting of brackets and of keys.</summary>
    internal const int MaxDepth = 50;

    private readonly HoconCursor _at;
    private readonly Func<Origin, string, HoconObject> _include;
    private int _depth;

    private HoconParser(HoconCursor cursor, Func<Origin, string, HoconObject> include)
    {
        _at = cursor;
        _include = include;
    }

    /// <param name="source">Name of the text in errors: a file's path.</param>
    /// <param name="include">Reads the file that an include statement names.</param>
    /// <returns>The document with its references still in it: see <see cref="HoconResolver"/>.</returns>
    /// <exception cref="UserException">Not HOCON; the sentence says where and why.</exception>
    public static HoconObject Parse(string text, string source, Func<Origin, string, HoconObject> include, bool lines = true)
    {
        if (text.IndexOf('\0', StringComparison.Ordinal) is var zero and >= 0)
        {
            throw new Origin(source, lines ? 1 + text.AsSpan(0, zero).Count('\n') : 0).Error(
                "is no text, for it holds a zero byte; save it as UTF-8 text"
            );
        }
        var parser = new HoconParser(new HoconCursor(text, source, lines), include);
        return parser.Document();
    }

    private HoconObject Document()
    {
        _at.SkipBlank();
        var root = new HoconObject(_at.Origin);
        if (_at.TryTake('{'))
            Members(root, '}');
        else
            Members(root, HoconCursor.End);
        _at.SkipBlank();
        if (!_at.AtEnd)
            throw _at.Error($"unexpected {_at.Shown} after the closing '}}' of the file; remove it");
        return root;
    }

    /// <summary>Members up to and including the closing character.</summary>
    private void Members(HoconObject target, char close)
    {
        var opened = _at.Origin;
        Enter();
        while (true)
        {
            _at.SkipBlankAndCommas();
            if (_at.AtEnd && close != HoconCursor.End)
                throw opened.Error("'{' is never closed; add the missing '}'");
            if (_at.TryTake(close))
                break;
            if (_at.Current is '}' or ']')
                throw _at.Error($"unexpected {_at.Shown}; there is no open bracket that it closes");
            if (_at.TryTakeWord("include"))
                Include(target);
            else
                Member(target);
        }
        _depth--;
    }

    private void Include(HoconObject target)
    {
        var origin = _at.Origin;
        _at.SkipSpaces();
        if (_at.Current != '"')
            throw origin.Error("include takes a file name in quotes, as in include \"common.conf\"");
        target.MergeFrom(_include(origin, _at.QuotedString()));
        EndOfMember("include");
    }

    private void Member(HoconObject target)
    {
        var origin = _at.Origin;
        var path = Path(stop: '=');
        var name = string.Join('.', path);
        _at.SkipSpaces();
        if (_at.Current == '+')
            throw origin.Error($"{name}: += is not supported; write the whole value with =");
        var braces = _at.Current == '{';
        if (!braces && !_at.TryTake('=') && !_at.TryTake(':'))
            throw origin.Error($"{name}: has no value; write {name} = VALUE or {name} {{ ... }}");
        _at.SkipSpaces();
        if (_at.Current == '\n' && _at.NextAfterBlank is '{' or '[')
            _at.SkipBlank();
        _depth += path.Length - 1;
        var value = Value(name);
        _depth -= path.Length - 1;
        EndOfMember(name);
        for (var i = path.Length - 1; i > 0; i--)
        {
            var outer = new HoconObject(origin);
            outer.Put(path[i], value);
            value = outer;
        }
        target.Put(path[0], value);
    }

    private void EndOfMember(string name)
    {
        _at.SkipSpaces();
        _at.SkipComment();
        if (_at.Current is ',' or '\n' or '}' || _at.AtEnd)
            return;
        throw _at.Error($"{name}: unexpected {_at.Shown}; begin a new line, or put the value in quotes");
    }

    /// <summary>Keys or references: names between dots, each plain or in quotes.</summary>
    private ImmutableArray<string> Path(char stop)
    {
        var path = ImmutableArray.CreateBuilder<string>();
        do
        {
            _at.SkipSpaces();
            var name = _at.Current == '"' ? _at.QuotedString() : _at.Name();
            if (name.Length == 0)
                throw _at.Error($"a key is missing before {_at.Shown}{(stop == '=' ? "; every line is KEY = VALUE or KEY { ... }" : "")}");
            path.Add(name);
            if (_depth + path.Count > MaxDepth)
                throw TooDeep();
            _at.SkipSpaces();
        } while (_at.TryTake('.'));
        return path.ToImmutable();
    }

    private HoconNode Value(string name)
    {
        var origin = _at.Origin;
        var parts = ImmutableArray.CreateBuilder<HoconNode>();
        while (true)
        {
            var space = _at.TakeSpaces();
            if (_at.AtEndOfValue)
                break;
            // Space between two texts is part of the value; before, after and around objects it is not.
            if (space.Length > 0 && parts.Count > 0 && _at.Current is not ('{' or '[') && parts[^1] is HoconText or HoconReference)
            {
                parts.Add(new HoconText(origin, space, quoted: false));
            }
            parts.Add(Part(name));
        }
        return parts.Count switch
        {
            0 => throw origin.Error($"{name}: has no value; write one, or remove the key to have its default"),
            1 => parts[0],
            _ => new HoconJoin(origin, parts.ToImmutable()),
        };
    }

    private HoconNode Part(string name)
    {
        var origin = _at.Origin;
        switch (_at.Current)
        {
            case '{':
                _at.Take();
                var inner = new HoconObject(origin);
                Members(inner, '}');
                return inner;
            case '[':
                _at.Take();
                return Array(name, origin);
            case '"':
                return new HoconText(origin, _at.QuotedString(), quoted: true);
            case '$':
                return Reference(origin);
            case '=' or ':':
                throw origin.Error($"{name}: a second {_at.Shown} on the line; put the value in quotes, or begin a new line");
            default:
                return new HoconText(origin, _at.UnquotedText(), quoted: false);
        }
    }

    private HoconArray Array(string name, Origin origin)
    {
        var items = ImmutableArray.CreateBuilder<HoconNode>();
        Enter();
        while (true)
        {
            _at.SkipBlankAndCommas();
            if (_at.AtEnd)
                throw origin.Error($"{name}: '[' is never closed; add the missing ']'");
            if (_at.TryTake(']'))
                break;
            if (_at.Current == '}')
                throw _at.Error($"{name}: '}}' inside a list; close the list with ']' first");
            items.Add(Value(name));
        }
        _depth--;
        return new HoconArray(origin, items.ToImmutable());
    }

    private HoconReference Reference(Origin origin)
    {
        _at.Take();
        if (!_at.TryTake('{'))
            throw origin.Error("'$' begins a reference ${KEY}; put a value that holds '$' in quotes");
        var optional = _at.TryTake('?');
        var path = Path(stop: '}');
        if (!_at.TryTake('}'))
            throw origin.Error("'${' is never closed; add the missing '}'");
        return new HoconReference(origin, path, optional);
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
            throw TooDeep();
    }

    private UserException TooDeep() => _at.Error($"more than {MaxDepth} keys or brackets inside one another; a search file needs four");
}
