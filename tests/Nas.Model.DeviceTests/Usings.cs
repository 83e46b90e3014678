global using Xunit;

[assembly: Trait("Kind", "Device")]
