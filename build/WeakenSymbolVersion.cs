using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Marks one required symbol version of ELF files weak, so that a loader whose library lacks it still loads them.</summary>
public class WeakenSymbolVersion : Task
{
    private const int ElfMagic = 0x464C457F,
        VersionNeeds = 0x6ffffffe,
        VersionSymbols = 0x6fffffff;
    private const int WeakFlag = 2;

    [Required]
    public ITaskItem[] Files { get; set; }

    [Required]
    public string SymbolVersion { get; set; }

    public override bool Execute()
    {
        if (SystemProvides(SymbolVersion))
            return true;
        foreach (var path in Files.Select(item => item.GetMetadata("FullPath")))
        {
            // x86-64 only: other architectures' copies sit beside it in a portable output and are not loaded here.
            if (path.Contains("arm64"))
                continue;
            var elf = new Elf(File.ReadAllBytes(path), path);
            if (!elf.Weaken(SymbolVersion))
                continue;
            // A new file, then a rename: the output may be a hard link into the package cache.
            File.WriteAllBytes(path + ".tmp", elf.Bytes);
            File.Delete(path);
            File.Move(path + ".tmp", path);
            Log.LogMessage(
                MessageImportance.High,
                "  {0}: requirement {1} marked weak (libstdc++ here is older)",
                Path.GetFileName(path),
                SymbolVersion
            );
        }
        return !Log.HasLoggedErrors;
    }

    private static bool SystemProvides(string version)
    {
        var needle = Encoding.ASCII.GetBytes(version + "\0");
        var libraries = new[] { "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib" }
            .Select(folder => Path.Combine(folder, "libstdc++.so.6"))
            .Where(File.Exists)
            .ToList();
        return libraries.Count > 0 && IndexOf(File.ReadAllBytes(libraries[0]), needle) >= 0;
    }

    private static int IndexOf(byte[] haystack, byte[] needle)
    {
        for (
            var i = Array.IndexOf(haystack, needle[0]);
            i >= 0 && i + needle.Length <= haystack.Length;
            i = Array.IndexOf(haystack, needle[0], i + 1)
        )
        {
            var k = 1;
            while (k < needle.Length && haystack[i + k] == needle[k])
                k++;
            if (k == needle.Length)
                return i;
        }
        return -1;
    }

    private sealed class Elf
    {
        private readonly string _path;
        private readonly List<int> _sections = new List<int>();

        public Elf(byte[] bytes, string path)
        {
            Bytes = bytes;
            _path = path;
            if (bytes.Length < 64 || I32(0) != ElfMagic || bytes[4] != 2 || bytes[5] != 1)
                throw new InvalidDataException(path + ": not a 64-bit little-endian ELF file");
            int start = checked((int)BitConverter.ToUInt64(bytes, 0x28)),
                size = U16(0x3A),
                count = U16(0x3C);
            for (var i = 0; i < count; i++)
                _sections.Add(start + i * size);
        }

        public byte[] Bytes { get; }

        /// <summary>True where something was changed.</summary>
        public bool Weaken(string version)
        {
            var changed = false;
            foreach (var section in _sections.Where(s => Type(s) == VersionNeeds))
            {
                int need = Offset(section),
                    strings = Offset(_sections[I32(section + 40)]);
                for (var more = true; more; )
                {
                    var aux = need + I32(need + 8);
                    for (var k = (int)U16(need + 2); k > 0; k--, aux += I32(aux + 12))
                    {
                        if (Text(strings + I32(aux + 8)) != version || (U16(aux + 4) & WeakFlag) != 0)
                            continue;
                        RefuseIfUsed(U16(aux + 6), version);
                        Bytes[aux + 4] |= WeakFlag;
                        changed = true;
                    }
                    var next = I32(need + 12);
                    more = next != 0;
                    need += next;
                }
            }
            return changed;
        }

        /// <summary>
        /// A symbol of this version that a relocation names is really needed: then weakening would only move the failure.
        /// </summary>
        private void RefuseIfUsed(int versionIndex, string version)
        {
            var versions = _sections.Single(s => Type(s) == VersionSymbols);
            var symbols = new HashSet<long>();
            for (var i = 0; i < Size(versions) / 2; i++)
                if ((U16(Offset(versions) + 2 * i) & 0x7fff) == versionIndex)
                    symbols.Add(i);
            const int rela = 4;
            foreach (var section in _sections.Where(s => Type(s) == rela))
                for (var at = Offset(section); at < Offset(section) + Size(section); at += 24)
                    if (symbols.Contains((long)(BitConverter.ToUInt64(Bytes, at + 8) >> 32)))
                        throw new InvalidDataException(_path + ": a relocation uses " + version + "; this file needs a newer libstdc++");
        }

        private int I32(int at) => BitConverter.ToInt32(Bytes, at);

        private int U16(int at) => BitConverter.ToUInt16(Bytes, at);

        private int Type(int section) => I32(section + 4);

        private int Offset(int section) => checked((int)BitConverter.ToUInt64(Bytes, section + 24));

        private int Size(int section) => checked((int)BitConverter.ToUInt64(Bytes, section + 32));

        private string Text(int at) => Encoding.ASCII.GetString(Bytes, at, Array.IndexOf(Bytes, (byte)0, at) - at);
    }
}
