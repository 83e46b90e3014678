using System.Text;

namespace Nas.Model.Drawing;

/// <summary>Character cells on which lines that meet become box-drawing characters; written text hides them.</summary>
internal sealed class TextCanvas(int width, int height)
{
    private const string Boxes = " ╵╷│╴╯╮┤╶╰╭├─┴┬┼";

    private const int Up = 1;
    private const int Down = 2;
    private const int Left = 4;
    private const int Right = 8;

    private readonly int[,] _lines = new int[height, width];
    private readonly char[,] _text = new char[height, width];

    public void Horizontal(int left, int right, int row)
    {
        for (var column = left; column <= right; column++)
        {
            _lines[row, column] |= (column > left ? Left : 0) | (column < right ? Right : 0);
        }
    }

    public void Vertical(int column, int top, int bottom)
    {
        for (var row = top; row <= bottom; row++)
        {
            _lines[row, column] |= (row > top ? Up : 0) | (row < bottom ? Down : 0);
        }
    }

    public void Write(int column, int row, string text)
    {
        for (var i = 0; i < text.Length; i++)
            _text[row, column + i] = text[i];
    }

    public void AppendTo(StringBuilder target)
    {
        var line = new char[width];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                line[column] = _text[row, column] != '\0' ? _text[row, column] : Boxes[_lines[row, column]];
            }
            target.Append(line.AsSpan().TrimEnd(' ')).Append('\n');
        }
    }
}
