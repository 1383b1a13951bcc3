"""What `make compare` measures, of whom, and in which unit."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "workers"))

from protocol import SPARSE  # noqa: E402

# peer: (environment, worker)
PEERS = {
    "keras": ("tensorflow", "keras_worker.py"),
    "tf_keras": ("tensorflow", "tf_keras_worker.py"),
    "tflite": ("tensorflow", "tflite_worker.py"),
    "pytorch": ("torch", "torch_worker.py"),
    "sklearn": ("torch", "sklearn_worker.py"),
    "optuna": ("torch", "optuna_worker.py"),
    "jax": ("torch", "jax_worker.py"),
    "onnxruntime": ("torch", "onnxruntime_worker.py"),
    "sb3": ("torch", "sb3_worker.py"),
    "tf_dqn": ("tensorflow", "tf_dqn_worker.py"),
    "tf_dqn_predict": ("tensorflow", "tf_dqn_predict_worker.py"),
    "scipy": ("torch", "scipy_worker.py"),
    "numpy": ("torch", "numpy_worker.py"),
    "openvino": ("torch", "openvino_worker.py"),
    "mlflow": ("torch", "mlflow_worker.py"),
    "tensorboard": ("torch", "tensorboard_worker.py"),
    "tf_summary": ("tensorflow", "tf_summary_worker.py"),
    "openvino_default": ("torch", "openvino_default_worker.py"),
}

# case: (unit, peers); a repetition's figure is seconds / steps
TIMED = {
    "mlp_fit": ("s/step", ["keras", "tf_keras", "pytorch", "sklearn", "jax"]),
    "mlp_predict_1": ("s/call", ["keras", "pytorch", "sklearn", "jax", "onnxruntime", "tflite"]),
    "mlp_predict_10000": ("s/call", ["keras", "pytorch", "jax", "onnxruntime", "tflite"]),
    **{case: ("s/call", [])
       for case in ("mlp_predict_1_invariant", "mlp_predict_10000_invariant", "mlp_predict_any")},
    **{case: ("s/call", ["onnxruntime", "pytorch"])
       for case in ("int8_gemm_256", "int8_gemm_1024", "int8_gemm_2048")},
    **{case: ("s/call", ["scipy", "pytorch", "numpy"]) for case in SPARSE},
    **{case: ("s/call", ["onnxruntime", "openvino"]) for case in ("mlp_sparse_1", "mlp_sparse_128")},
    "step_loop": ("s/run", []),
    **{case: ("s/batch", []) for case in ("vgg16_b1_invariant", "vgg16_b8_invariant")},
    **{case: ("s/batch", ["keras", "pytorch", "onnxruntime", "openvino", "openvino_default"])
       for case in ("vgg16_b1", "vgg16_b8", "vgg16_b1_im2col", "vgg16_sparse_b1", "inception_b1", "inception_b8", "resnet50_b1",
                    "mobilenet_v2_b1")},
    **{case: ("s/batch", ["openvino_default"])
       for case in ("vgg16_b1_bfloat16", "vgg16_b8_bfloat16", "inception_b1_bfloat16", "inception_b8_bfloat16")},
    **{case: ("s/batch", ["pytorch", "onnxruntime", "openvino"])
       for case in ("vgg16_int8_b1", "vgg16_int8_b8", "vgg16_int8_fastest_b1", "vgg16_int8_fastest_b8",
                    "vgg16_sparse_int8_b1", "inception_int8_b1", "inception_int8_b8", "resnet50_int8_b1", "mobilenet_v2_int8_b1")},
    **{case: ("s/call", ["tflite"]) for case in ("cnn_1", "cnn_int8_1", "mlp_int8_1")},
    **{case: ("s/step", ["keras", "pytorch"])
       for case in ("vgg16_head_step_b8", "vgg16_head_step_b32", "vgg16_finetune_step_b8", "vgg16_finetune_step_b32",
                    "vgg16_train_step")},
    "cnn_mnist_epoch": ("s/epoch", ["tf_keras", "keras", "pytorch"]),
    **{case: ("s/epoch", []) for case in ("cnn_mnist_aware_epoch", "cnn_mnist_pruning_epoch")},
    "dqn_cartpole": ("s/step", ["sb3", "tf_dqn", "tf_dqn_predict"]),
    "cartpole_env": ("s/step", ["sb3"]),
    "dqn_solve": ("s", ["sb3"]),
    "replay_sample": ("s/batch", []),
    **{case: ("s/number", ["mlflow"]) for case in ("mlflow_log_metric", "mlflow_log_metric_http")},
    "mlflow_log_metric_loop": ("s/number", []),
    "tensorboard_scalar": ("s/number", ["tensorboard", "tf_summary"]),
    **{case: ("s/step", []) for case in ("digits_fit", "digits_fit_tracked")},
    **{case: ("s/fit", ["sklearn"])
       for case in ("stacking_digits", "random_search_digits", "random_search_digits_1")},
    **{case: ("s/study", ["optuna"]) for case in ("study_30", "sampler_200")},
    **{case: ("s", ["sklearn", "pytorch", "keras"]) for case in ("shap_10", "shap_30")},
    "shap_30_error": ("s", ["sklearn"]),
    **{case: ("s", []) for case in ("shap_10_predict", "shap_30_predict", "shap_exact_16")},
    **{case: ("s/epoch", ["keras"]) for case in ("cifar32_head_epoch", "cifar96_head_epoch")},
}
# Those that need a trait of the library's; training with trackers is compared with training by the same program.
WITH_TRAITS = ["mlflow_log_metric", "mlflow_log_metric_http", "mlflow_log_metric_loop", "digits_fit", "digits_fit_tracked"]
STARTUP_PEERS = ["onnxruntime", "sklearn", "pytorch", "tflite", "keras"]
MEMORY_PEERS = ["keras", "pytorch"]
PEAKS = {"vgg16_memory": ["pytorch", "onnxruntime", "openvino", "openvino_default", "keras"], "vgg16_low_memory": []}
ACCURACY_PEERS = ["keras"]
ACCURACIES = ["cifar32_accuracy", "cifar96_accuracy"]
CASES = [*TIMED, "startup", "memory", *PEAKS, *ACCURACIES]
