"""tf_dqn_worker.py's loop with model.predict, as most tutorials have it. Protocol: ../compare.py."""

import protocol as p
from tf_dqn_worker import prepare, steps


def predicted(model, states):
    return model.predict(states, verbose=0)


if __name__ == "__main__":
    p.serve(prepare, {"dqn_cartpole": lambda: steps(predicted, count=40)})
