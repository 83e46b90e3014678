"""How far the chains of a study moved, by kind of coordinates: python3 moved.py DIRECTORY-OF-THE-STUDY

Reads the journal's published samples and their weights (safetensors). For every arm, mean over supernets, of the coordinates of a kind:
the distance of the first and of the last sample from the trained weights, and between successive samples, each over the length of the trained weights.
"""
import array, json, math, os, re, sqlite3, sys

root = sys.argv[1]
ARMS = ["sgld", "noise-free", *json.load(open(os.path.join(root, "search.json")))["fidelity"]["arms"]] if os.path.exists(os.path.join(root, "search.json")) else None


def fields(message):
    """Protobuf: number to value of the varints and bytes of one message."""
    found, at = {}, 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            found[key >> 3] = varint()
        elif key & 7 == 2:
            length = varint()
            found[key >> 3] = message[at:at + length]
            at += length
        else:
            at += 8
    return found


def weights(sha):
    with open(os.path.join(root, "blobs", sha[:2], sha), "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    kinds = {}
    for name, tensor in sorted(header.items()):
        if name == "__metadata__":
            continue
        kind = "classifier" if name.startswith("linear.") else "convolutions" if len(tensor["shape"]) == 4 else "batch-norm"
        values = array.array("f")
        values.frombytes(data[tensor["data_offsets"][0]:tensor["data_offsets"][1]])
        kinds.setdefault(kind, array.array("f")).extend(values)
    return kinds


def away(one, other):
    return math.sqrt(sum((x - y) ** 2 for x, y in zip(one, other)))


journal = sqlite3.connect(f"file:{os.path.join(root, 'journal.db')}?mode=ro", uri=True)
samples, supernets = {}, {}
for manifest, message in journal.execute("select manifest, message from journal order by sequence_number"):
    event = fields(message)
    if manifest == "sealed/1":
        manifest, event = event[1].decode(), fields(event[2])
    if manifest not in ("sample-published/1", "training-completed/1"):
        continue
    task, run = event[2].decode().split("/")
    if manifest == "sample-published/1" and task == "samples":
        samples.setdefault(int(run), []).append(event[5].decode().lstrip("@"))
    elif manifest == "training-completed/1" and task == "supernet":
        supernets[int(run)] = event[3].decode().lstrip("@")

starts = {run: weights(sha) for run, sha in supernets.items()}
print("weights:", {kind: len(values) for kind, values in starts[0].items()}, "lengths:", {kind: round(math.sqrt(sum(x * x for x in values)), 2) for kind, values in starts[0].items()})
print("arm,kind,first,last,successive")
for arm, name in enumerate(ARMS):
    sums = {}
    # Chains are numbered by arm, then by supernet: one chain from one state of each.
    for supernet, start in starts.items():
        states = [weights(sha) for sha in samples.get(arm * len(starts) + supernet, [])]
        if not states:
            continue
        for kind, trained in start.items():
            length = math.sqrt(sum(x * x for x in trained))
            steps = [away(one[kind], other[kind]) for one, other in zip(states, states[1:])]
            row = (away(states[0][kind], trained) / length, away(states[-1][kind], trained) / length, sum(steps) / len(steps) / length)
            sums.setdefault(kind, []).append(row)
    for kind, rows in sums.items():
        print(name, kind, *(f"{sum(column) / len(rows):.5f}" for column in zip(*rows)), sep=",")
