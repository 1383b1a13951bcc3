@_exported public import MartletDamage
