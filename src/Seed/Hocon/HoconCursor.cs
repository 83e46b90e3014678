using System.Globalization;
using System.Text;
using Nas.Model;

namespace Seed.Hocon;

/// <summary>A place in a HOCON text, and the lexical rules: blanks, comments, strings, words.</summary>
public sealed class HoconCursor(string text, string source, bool lines)
{
    public const char End = '\0';
    private readonly string _text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
    private int _position = text.StartsWith('\uFEFF') ? 1 : 0;
    private int _line = 1;

    public bool AtEnd => _position >= _text.Length;

    public char Current => AtEnd ? End : _text[_position];

    public Origin Origin => new(source, lines ? _line : 0);

    /// <summary>The text at this place, for messages.</summary>
    public string Shown =>
        AtEnd ? "the end of the file"
        : Current == '\n' ? "the end of the line"
        : $"'{Current}'";

    public UserException Error(string sentence) => Origin.Error(sentence);

    public char Take()
    {
        var taken = _text[_position++];
        if (taken == '\n')
            _line++;
        return taken;
    }

    /// <summary>Takes the character if it stands here; <see cref="End"/> is taken at the end.</summary>
    public bool TryTake(char wanted)
    {
        if (wanted == End)
            return AtEnd;
        if (AtEnd || Current != wanted)
            return false;
        Take();
        return true;
    }

    /// <summary>Takes a whole word that is followed by a blank or a quote.</summary>
    public bool TryTakeWord(string word)
    {
        if (string.CompareOrdinal(_text, _position, word, 0, word.Length) != 0)
            return false;
        var after = _position + word.Length;
        var next = after;
        while (next < _text.Length && IsSpace(_text[next]))
            next++;
        if (next >= _text.Length || _text[next] is '=' or ':' or '{' or '.' or '\n' || (next == after && _text[next] != '"'))
            return false;
        _position = after;
        return true;
    }

    public string TakeSpaces()
    {
        var start = _position;
        while (!AtEnd && IsSpace(Current))
            _position++;
        return _text[start.._position];
    }

    public void SkipSpaces() => TakeSpaces();

    public void SkipComment()
    {
        if (!AtComment)
            return;
        while (!AtEnd && Current != '\n')
            _position++;
    }

    public void SkipBlank()
    {
        for (var start = -1; start != _position; )
        {
            start = _position;
            SkipSpaces();
            SkipComment();
            if (Current == '\n')
                Take();
        }
    }

    public void SkipBlankAndCommas()
    {
        do SkipBlank();
        while (TryTake(','));
    }

    /// <summary>The character that <see cref="SkipBlank"/> would lead to.</summary>
    public char NextAfterBlank
    {
        get
        {
            var (position, line) = (_position, _line);
            SkipBlank();
            var next = Current;
            (_position, _line) = (position, line);
            return next;
        }
    }

    public bool AtEndOfValue => AtEnd || Current is '\n' or ',' or '}' or ']' || AtComment;

    /// <summary>A key's name without quotes: up to a dot, a blank or a sign of the language.</summary>
    public string Name()
    {
        var start = _position;
        while (!AtEnd && (char.IsLetterOrDigit(Current) || Current is '-' or '_'))
            _position++;
        return _text[start.._position];
    }

    /// <summary>Text without quotes: up to a blank or a sign of the language. Never empty.</summary>
    public string UnquotedText()
    {
        var start = _position;
        while (!AtEndOfValue && !IsSpace(Current) && Current is not ('{' or '[' or '"' or '$' or '=' or ':'))
            _position++;
        return _text[start.._position];
    }

    public string QuotedString()
    {
        var origin = Origin;
        if (string.CompareOrdinal(_text, _position, "\"\"\"", 0, 3) == 0)
            return RawString(origin);
        Take();
        var value = new StringBuilder();
        while (true)
        {
            if (AtEnd || Current == '\n')
                throw origin.Error("a quote '\"' is not closed on its line; add the missing '\"'");
            var next = Take();
            if (next == '"')
                return value.ToString();
            value.Append(next == '\\' ? Escape(origin) : next);
        }
    }

    private string RawString(Origin origin)
    {
        var end = _text.IndexOf("\"\"\"", _position + 3, StringComparison.Ordinal);
        if (end < 0)
            throw origin.Error("'\"\"\"' is never closed; add the missing '\"\"\"'");
        var value = _text[(_position + 3)..end];
        while (_position < end + 3)
            Take();
        return value;
    }

    private char Escape(Origin origin)
    {
        var sign = AtEnd ? End : Take();
        if (
            sign == 'u'
            && _position + 4 <= _text.Length
            && ushort.TryParse(_text.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
        )
        {
            _position += 4;
            return code == 0 ? throw origin.Error("\\u0000 has no place in any value; remove it") : (char)code;
        }
        return sign switch
        {
            '"' or '\\' or '/' => sign,
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\b',
            'f' => '\f',
            _ => throw origin.Error("a backslash in quotes must be doubled, as in \"C:\\\\data\""),
        };
    }

    private bool AtComment => Current == '#' || (Current == '/' && _position + 1 < _text.Length && _text[_position + 1] == '/');

    private static bool IsSpace(char c) => c != '\n' && char.IsWhiteSpace(c);
}
