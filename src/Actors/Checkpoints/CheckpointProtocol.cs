using Akka.Actor;

namespace Actors.Checkpoints;

// Local messages: tensors and their files never travel in them, and neither do they leave the node.

/// <summary>Take in a complete file. Answered by <see cref="FileStored"/> or <see cref="FileNotStored"/>.</summary>
public sealed record StoreFile(string SearchId, string TempPath);

/// <summary>Take in a small text, a search's settings. Answered by <see cref="TextStored"/> or <see cref="Status.Failure"/>.</summary>
public sealed record StoreText(string SearchId, string Text);

public sealed record TextStored(string Blob);

public sealed record FileStored(string TempPath, string Blob);

/// <param name="Cause">A <see cref="StoreUnwritableException"/> where the disk is to blame.</param>
public sealed record FileNotStored(string TempPath, Exception Cause);

/// <summary>
/// Asks where the blob is. Answered by a <see cref="BlobAnswer"/>, or by <see cref="Status.Failure"/> where it cannot be read.
/// </summary>
public sealed record FetchBlob(string SearchId, string Blob) : INoSerializationVerificationNeeded;

/// <summary>Delete what nobody refers to. Not answered.</summary>
public sealed record DeleteUnreferencedBlobs(string SearchId, IReadOnlySet<string> Referenced) : INoSerializationVerificationNeeded;
