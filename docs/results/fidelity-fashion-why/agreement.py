"""How far each arm ranks as the trained weights do on the same images: python3 agreement.py scores.csv

Kendall's tau (no ties to speak of in means) between the means of an arm's samples and of those of the arm still, mean over supernets; the same between
sample k of an arm and the next; Pearson's r of the mean scores with the truth, and with the truth of the mean over all supernets.
"""
import csv, itertools, re, sys

rows = list(csv.DictReader(open(sys.argv[1])))
column = {name: [float(row[name]) for row in rows] for name in rows[0] if name != "architecture"}
found = [match.groups() for match in (re.match(r"(.*)-(\d+)-(\d+)-(\d+)$", name) for name in column) if match]
arms = list(dict.fromkeys(arm for arm, *_ in found))
supernets = sorted({int(supernet) for _, supernet, *_ in found})
state = max(int(checkpoint) for _, _, checkpoint, _ in found)
samples = 1 + max(int(number) for *_, number in found)


def tau(left, right):
    pairs = list(itertools.combinations(range(len(left)), 2))
    sign = lambda values, i, j: (values[i] > values[j]) - (values[i] < values[j])
    signs = [(sign(left, i, j), sign(right, i, j)) for i, j in pairs]
    of = lambda side: sum(one[side] ** 2 for one in signs) ** 0.5
    return sum(x * y for x, y in signs) / of(0) / of(1)


def pearson(left, right):
    middle = sum(left) / len(left), sum(right) / len(right)
    products = sum((x - middle[0]) * (y - middle[1]) for x, y in zip(left, right))
    return products / (sum((x - middle[0]) ** 2 for x in left) * sum((y - middle[1]) ** 2 for y in right)) ** 0.5


def mean(columns):
    return [sum(values) / len(columns) for values in zip(*columns)]


def average(values):
    values = list(values)
    return sum(values) / len(values)


def of(arm, supernet):
    return [column[f"{arm}-{supernet}-{state}-{number}"] for number in range(samples)]


truth = column["truth"]
print("arm,tau with still,tau between successive samples,r with truth,tau of the mean over supernets with truth")
for arm in arms:
    means = [mean(of(arm, supernet)) for supernet in supernets]
    still = [mean(of("still", supernet)) for supernet in supernets]
    successive = [average(tau(one, other) for one, other in zip(of(arm, supernet), of(arm, supernet)[1:])) for supernet in supernets] if "same-images" in arm or arm in ("sgld", "still", "step-30") else []
    print(
        arm, f"{average(tau(one, other) for one, other in zip(means, still)):.3f}", f"{average(successive):.3f}" if successive else "",
        f"{average(pearson(one, truth) for one in means):.3f}", f"{tau(mean(means), truth):.3f}", sep=",")
checkpoints = [column[f"checkpoint-{supernet}-{state}"] for supernet in supernets]
print("one-checkpoint", f"{average(tau(one, mean(of('still', supernet))) for supernet, one in zip(supernets, checkpoints)):.3f}", "",
      f"{average(pearson(one, truth) for one in checkpoints):.3f}", f"{tau(mean(checkpoints), truth):.3f}", sep=",")
