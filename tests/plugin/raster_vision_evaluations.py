"""What Raster Vision 0.31 writes as eval.json for each task, key by key, with numbers made by hand.

It has neither IoU nor intervals nor colours; what is not defined is null; `conf_mat` of a class is
[[TN, FP], [FN, TP]], that of the average has a row and a column for each class.
"""


def _class(class_id, name, tn, fp, fn, tp, total):
    recall, precision = tp / (tp + fn), tp / (tp + fp)
    matrix = [[tn, fp], [fn, tp]]
    names = {"TN": tn, "FP": fp, "FN": fn, "TP": tp}
    return {
        "class_id": class_id,
        "class_name": name,
        "gt_count": float(tp + fn),
        "pred_count": float(tp + fp),
        "count_error": float(abs(fp - fn)),
        "relative_frequency": (tp + fn) / total,
        "metrics": {
            "recall": recall,
            "precision": precision,
            "f1": 2 * recall * precision / (recall + precision),
            "sensitivity": recall,
            "specificity": tn / (tn + fp),
        },
        "conf_mat": matrix,
        "conf_mat_frac": [[cell / total for cell in row] for row in matrix],
        "conf_mat_dict": names,
        "conf_mat_frac_dict": {name: cell / total for name, cell in names.items()},
    }


def _average(matrix, total):
    return {
        "class_name": "average",
        "metrics": {
            "recall": 0.85, "precision": 0.856, "f1": 0.85, "sensitivity": 0.85, "specificity": 0.81,
        },
        "gt_count": float(total),
        "pred_count": float(total),
        "count_error": 2.0,
        "conf_mat": matrix,
        "conf_mat_frac": [[cell / total for cell in row] for row in matrix],
    }  # fmt: skip


# Of 8 buildings 6 were found, and 1 of 12 others was taken for one.
_COUNTED = [
    _class(0, "building", 11, 1, 2, 6, 20),
    _class(1, "null", 6, 2, 1, 11, 20),
    _average([[6, 2], [1, 11]], 20),
]
SEGMENTATION = {"overall": _COUNTED, "per_scene": {"3_12": _COUNTED, "3_13": _COUNTED}}
CHIPS = {"overall": _COUNTED, "per_scene": {"205": _COUNTED}}


def _object(class_id, name, found, false, missed):
    return {
        "class_id": class_id,
        "class_name": name,
        "gt_count": float(found + missed),
        "pred_count": float(found + false),
        "count_error": float(abs(false - missed)),
        "relative_frequency": 0.5,
        "metrics": {
            "recall": found / (found + missed),
            "precision": found / (found + false) if found + false else None,
            "f1": 2 * found / (2 * found + false + missed),
            "sensitivity": found / (found + missed),
            "specificity": None,
        },
        "true_pos": float(found),
        "false_pos": float(false),
        "false_neg": float(missed),
    }


_OBJECTS = [
    _object(0, "car", 6, 1, 2),
    _object(1, "boat", 0, 0, 3),
    {
        "class_name": "average",
        "metrics": {
            "recall": 0.545, "precision": 0.623, "f1": 0.582, "sensitivity": 0.545,
            "specificity": 0.0,
        },
        "gt_count": 11.0,
        "pred_count": 7.0,
        "count_error": 2.0,
    },
]  # fmt: skip
DETECTION = {"overall": _OBJECTS, "per_scene": {"2_10": _OBJECTS, "2_11": _OBJECTS}}
